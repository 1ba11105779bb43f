/*
 * The grammar of the protocol: one const table with a row for each verb and
 * direction (verbs.def). Clients' commands, workers' uplinks and the server's
 * lines are all checked against it, and both programs dispatch from it.
 * forkcast-protocol(7) documents it row for row.
 */
#ifndef SHARED_GRAMMAR_H
#define SHARED_GRAMMAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "codes.h"
#include "str.h"

/*
 * Another number for each change that the version before would not understand.
 * A worker is as old as its connection: it speaks the grammar of the program
 * that made it, whatever the router has become since. So a row that goes stays
 * for one released version more, for the workers that were there before.
 */
#define GRAMMAR_VERSION 6

/* Since then ok answers a change of modes, also behind an event in full. */
#define GRAMMAR_MODE_OK 5

/* Since then the reply to server ends with the client's own host. */
#define GRAMMAR_OWN_HOST 6

/* No number of a verb leaves the process that knows it. */
enum verb {
	VERB_NONE, /* none was recognised, or no more are given */
#define COMMAND(VERB, ...) VERB_##VERB,
#define WORKER(VERB, ...) VERB_##VERB,
#define KEEPER(VERB, ...) VERB_##VERB,
#define ANSWER(VERB, ...) VERB
#define LINE(VERB, ...) VERB
#define NEW(VERB) VERB_##VERB,
#define ALSO(VERB)
#include "verbs.def"
	VERB_COUNT
};

/*
 * Who says it: the client and its worker, or the router, to a client or to a
 * helper.
 */
enum direction { FROM_CLIENT, FROM_WORKER, FROM_SERVER, FROM_ROUTER };

/* What kind of child may say it, or is asked so by the router (a mask). */
enum { KIND_CLIENT = 1 << 0, KIND_RESPONDER = 1 << 1, KIND_KEEPER = 1 << 2 };

/*
 * In which state of the connection (a mask): whose it is has still to be said
 * by the proxy, the password by the client, then the name. A client can say
 * something in ANY, once its proxy has spoken.
 */
enum {
	STATE_PROXY_PENDING = 1 << 0,
	STATE_LOCKED = 1 << 1,
	STATE_UNNAMED = 1 << 2,
	STATE_NAMED = 1 << 3
};
#define STATE_ANY (STATE_LOCKED | STATE_UNNAMED | STATE_NAMED)

/* What an argument is, and so what is allowed in it. */
enum arg {
	ARG_NONE,
	ARG_NAME, /* a client's name */
	ARG_SENDER, /* the same, or the operator's */
	ARG_ACTOR, /* the same, or what stands for it in a full event */
	ARG_GROUP,
	ARG_AUDIENCE, /* a group, or "o:" or "v:" and a group */
	ARG_TEXT, /* the rest of the line */
	ARG_TOPIC, /* the rest of the line, shorter */
	ARG_TOKEN, /* any one word */
	ARG_VERB, /* a verb of a client, or "-" */
	ARG_CODE, /* a word of codes.h, of either list */
	ARG_ADDRESS, /* of TCP, with its port */
	ARG_ID,
	ARG_COUNT, /* a decimal number */
	ARG_TABLE, /* a group, or "@" and a client's name */
	ARG_KEY,
	ARG_KEYS, /* the rest of the line: keys */
	ARG_VALUE, /* the rest of the line, of a key */
	ARG_CREDITS, /* a number up to LIMIT_CREDITS */
	ARG_SECONDS, /* likewise up to LIMIT_SECONDS */
	ARG_FORM, /* "full", "all" or "short" */
	ARG_USER, /* or "-" */
	ARG_REAL, /* the rest of the line: a real name */
	ARG_FLAG, /* a letter, behind "+" or "-" */
	ARG_TARGET, /* an audience, or "@" and a client's name */
	ARG_GROUP_KEY, /* of a group */
	ARG_CHANGE, /* of a group's modes: "+" or "-" and a letter, or several
		       of those that have no word */
	ARG_LIST, /* of a group's masks: its letter */
	ARG_WORD, /* any one word, as long as a mask can be */
	ARG_SECRET, /* the rest of the line, up to LIMIT_SECRET */
	ARG_BASE64, /* what SASL says; checked by who reads it */
	ARG_REST /* words that depend on the verb: the rest of the line */
};

/*
 * The backlog in which a line of the server counts: when too much of it is
 * unread, whoever causes such lines is held back (forkcastd(8), Slow clients
 * and fast ones).
 */
enum charge {
	CHARGE_NONE, /* no line of the server's */
	CHARGE_ASKER, /* an answer: that of the client that has asked */
	CHARGE_GROUP, /* of the group whose event it is */
	CHARGE_SHARED, /* of a group that the reader shares with its actor */
	CHARGE_READER /* of the client that gets it, and of no group */
};

/*
 * The ways in which clients are kept from causing more of a line than is read
 * (a mask).
 */
enum {
	BRAKE_UNREAD = 1 << 0, /* who asks waits until it has read */
	BRAKE_GROUP = 1 << 1, /* the command waits for a congested group */
	BRAKE_HALF = 1 << 2, /* refused while half of its readers are behind */
	BRAKE_READER = 1 << 3, /* none for a reader who is behind */
	BRAKE_RATE = 1 << 4, /* so many a minute: base/config/config_values.h */
	BRAKE_JOIN = 1 << 5, /* one for each join, which has a brake */
	BRAKE_SERVER = 1 << 6 /* made by the server and its operators alone */
};

/*
 * For whom a command may have to wait. It waits for the members of the group
 * that it names while they have not read (forkcastd(8), Slow clients and fast
 * ones), as far as it would cause an event there.
 */
enum wait_for {
	WAIT_NEVER = 1, /* it ends something, or waits with the next command */
	WAIT_READER, /* for the client to read, and for no group */
	WAIT_MEMBERS, /* and for the group, if the client is a member */
	WAIT_CHANGE, /* as WAIT_MEMBERS, if more than the group is named */
	WAIT_AUDIENCE, /* and for the group, if the client may speak there */
	WAIT_GROUP /* and for the group */
};

/* What a command is besides (a mask). */
enum {
	TRAIT_NONE = 0,
	TRAIT_TAGS = 1 << 0, /* the tags that were said before go with it */
	TRAIT_SECRET = 1 << 1, /* its arguments are not for others to read */
	TRAIT_SETTLES = 1 << 2, /* its answer decides what later lines mean */
	TRAIT_UNANSWERED = 1 << 3 /* unless it is refused */
};

/* What a line of the server is to a command. */
enum relation {
	RELATION_NONE,
	RELATION_PART, /* it belongs to its answer, of which more comes */
	RELATION_WHOLE /* it is its answer, or the end of it */
};

/* How a client that talks in chunks is shown a line of the server. */
enum chunk {
	CHUNK_NOTHING = 1,
	CHUNK_MESSAGE,
	CHUNK_ERROR,
	CHUNK_BYE,
	CHUNK_LINE, /* as its arguments and a LF */
	CHUNK_OK
};

#define GRAMMAR_ARGS 6
#define GRAMMAR_ANSWERS 4

struct rule {
	enum verb verb;
	enum direction from;
	struct str word;
	unsigned kinds; /* mask: who may say it */
	unsigned states; /* mask: when */
	unsigned last; /* version that had it, if no client may say it any more;
			  0: it may */
	bool is_name; /* a client may be called so: names are older than it */
	size_t least; /* arguments; at most as many as there are in args */
	enum arg args[GRAMMAR_ARGS];
	enum charge charged; /* of a line of the server's: whose it is in */
	unsigned brakes; /* likewise (a mask) */
	enum chunk chunk; /* likewise */
	enum wait_for waits; /* of a command, or a line of a worker's own */
	unsigned traits; /* likewise (a mask) */
	/* Lines that answer a command, beside ok and err; then VERB_NONE. */
	enum verb events[GRAMMAR_ANSWERS]; /* that are its client's doing */
	enum verb parts[GRAMMAR_ANSWERS]; /* that come before the ok */
	struct str usage; /* "join G", as the man page writes it */
	struct str help; /* what it does, for help */
};

struct membership; /* the router's */

/* A line that the grammar has passed. The words point into the line. */
struct command {
	const struct rule *rule; /* the verb's row; null if there is none */
	size_t count; /* arguments */
	struct str arg[GRAMMAR_ARGS];

	/* Set by the router alone: the group that the first argument names. */
	uint32_t group; /* its number, or GROUP_NONE */
	struct membership *membership; /* the client's in it; null: none */
};

/*
 * Checks a line (without LF) as said by that side. On CODE_OK all of *command
 * is set and each argument is what the table says. Otherwise the code tells
 * what is wrong, and command->rule is the row if the verb was recognised.
 */
enum code grammar_parse(
    struct str line, enum direction from, struct command *command);

/*
 * What of a line that grammar_parse has refused with that code is over a limit;
 * and the same of one word. All zero: nothing is.
 */
struct excess grammar_excess(const struct command *command, enum code code);
struct excess grammar_excess_of(enum arg arg, struct str word);

/*
 * The same of a line that has been checked: its words are cut apart, and what
 * they are is not looked at. The hint is the row of a line before, or null.
 * False if that side has no such verb.
 */
bool grammar_split(struct str line, enum direction from,
    const struct rule *hint, struct command *command);

/* The row of a verb's word as said by that side; null if there is none. */
const struct rule *grammar_find(struct str word, enum direction from);

/* A verb's own row as said by that side; null if there is none. */
const struct rule *grammar_row(enum verb verb, enum direction from);

/* The traits of a client's command; TRAIT_NONE if there is none. */
unsigned grammar_traits(enum verb command);

/* Returns what the line is to that command of the client whose doing it is. */
enum relation grammar_relation(const struct rule *line, enum verb command);

/* Returns the name of whose doing the line is, empty if it is nobody's. */
struct str grammar_actor(const struct command *line);

/* Is it an event of a group, which is its second argument? */
bool grammar_is_of_group(const struct rule *rule);

/* The name of who stands in an event, be that the name or in full. */
struct str grammar_name_of(struct str actor);

/*
 * May a client have that name? It is spelled as a name, and would not be taken
 * for a command, nor looks like one. CODE_OK, CODE_BAD_NAME, CODE_TOO_LONG.
 */
enum code name_check(struct str name);

/* The rows in the table's order: number 0 and on; null behind the last. */
const struct rule *grammar_rule(size_t number);

#endif
