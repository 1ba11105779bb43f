/*
 * The grammar of the protocol: one const table with a row for each verb and
 * direction (verbs.def). Clients' commands, workers' uplinks and the server's
 * lines are all checked against it, and both programs dispatch from it.
 * forkcast-protocol(7) documents it row by row.
 */
#ifndef SHARED_GRAMMAR_H
#define SHARED_GRAMMAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "codes.h"
#include "str.h"

/* The verbs. Their numbers never leave the process. */
enum verb {
	VERB_NONE, /* no verb was recognised, or the end of a list */
#define COMMAND(VERB, ...) VERB_##VERB,
#define WORKER(VERB, ...) VERB_##VERB,
#define HELPER(VERB, ...) VERB_##VERB,
#define ANSWER(VERB, ...) VERB
#define LINE(VERB, ...) VERB
#define NEW(VERB) VERB_##VERB,
#define ALSO(VERB)
#include "verbs.def"
	VERB_COUNT
};

/*
 * The direction of a line: from a client, from its worker, from the server to a
 * client, or from the router to a helper.
 */
enum direction { FROM_CLIENT, FROM_WORKER, FROM_SERVER, FROM_ROUTER };

/*
 * The kinds of children that may say a verb, or are asked it by the router (a
 * mask).
 */
enum { KIND_CLIENT = 1 << 0, KIND_KEEPER = 1 << 2, KIND_JOURNAL = 1 << 3 };

/*
 * The states of a connection (a mask), by what is still expected: the proxy's
 * header with the client's address, the client's password, the client's name.
 * In all states of ANY the client may speak; before that, its proxy does.
 */
enum {
	STATE_PROXY_PENDING = 1 << 0,
	STATE_LOCKED = 1 << 1,
	STATE_UNNAMED = 1 << 2,
	STATE_NAMED = 1 << 3
};
#define STATE_ANY (STATE_LOCKED | STATE_UNNAMED | STATE_NAMED)

/* The type of an argument, and thereby what it may contain. */
enum arg {
	ARG_NONE,
	ARG_NAME, /* a client's name */
	ARG_ACTOR, /* a client's name, or its form in a full event */
	ARG_FOREIGN, /* a name on another server: NAME/SERVER */
	ARG_ANYONE, /* a client's name, or one on another server */
	ARG_GROUP,
	ARG_AUDIENCE, /* a group, or "o:" or "v:" and a group */
	ARG_TEXT, /* the rest of the line */
	ARG_TOPIC, /* the rest of the line, shorter */
	ARG_TOKEN, /* any one word */
	ARG_PLACE, /* what has a token (token.h), or "-" */
	ARG_VERB, /* a client's verb, or "-" */
	ARG_CODE, /* a word of codes.h, from either list */
	ARG_ADDRESS, /* a TCP address with its port */
	ARG_ID,
	ARG_MSGID, /* the ID of another event */
	ARG_COUNT, /* a decimal number */
	ARG_TABLE, /* a group; of messages, also "@" and a client's name */
	ARG_KEY,
	ARG_VALUE, /* the rest of the line, of a key */
	ARG_HOLDERS, /* a number from 1 to LIMIT_HOLDERS */
	ARG_CREDITS, /* a number up to LIMIT_CREDITS */
	ARG_SECONDS, /* a number up to LIMIT_SECONDS */
	ARG_STATUS, /* an exit status: a number up to LIMIT_STATUS */
	ARG_FORM, /* "full", "all" or "short" */
	ARG_USER, /* a user, or "-" */
	ARG_REAL, /* the rest of the line: a real name */
	ARG_FLAG, /* "+" or "-" and a letter */
	ARG_TARGET, /* an audience, or "@" and a client's name */
	ARG_GROUP_KEY, /* a group's key */
	ARG_CHANGE, /* a change of a group's modes: "+" or "-" and a letter, or
		       several without a word */
	ARG_LIST, /* a list of a group, of masks or roles: its letter */
	ARG_LENGTHS, /* a number, or the lengths of lines: message_lines.h */
	ARG_WORD, /* any one word, up to the length of a mask */
	ARG_SECRET, /* the rest of the line, up to LIMIT_SECRET */
	ARG_BASE64, /* a SASL message; its reader checks it */
	ARG_REST /* words that depend on the verb: the rest of the line */
};

/*
 * The backlog that a line of the server counts towards. When too much of it is
 * unread, the clients that cause such lines are held back (forkcastd(8), Slow
 * clients and fast ones).
 */
enum charge {
	CHARGE_NONE, /* not a line of the server */
	CHARGE_ASKER, /* the client that asked */
	CHARGE_GROUP, /* the group whose event it is */
	CHARGE_SHARED, /* a group that the reader shares with the actor */
	CHARGE_READER /* the client that gets it, and no group */
};

/*
 * The clients that a command may have to wait for. It waits until the members
 * of the group that it names have read enough, if it would cause an event there
 * (forkcastd(8), Slow clients and fast ones).
 */
enum wait_for {
	WAIT_NEVER = 1, /* it ends something, or waits with the next command */
	WAIT_READER, /* for the client to read, and for no group */
	WAIT_HELPER, /* also for an upgrade, until which helpers are not asked
		      */
	WAIT_MEMBERS, /* also for the group, if the client is a member */
	WAIT_CHANGE, /* and for an upgrade, if more than the group is named */
	WAIT_AUDIENCE, /* also for the group, if the client may speak there */
	WAIT_GROUP /* also for the group */
};

/*
 * What a command costs at most (a mask): as how many more lines of its client
 * it counts, each time that it asks a helper, but not where that goes on; and
 * what else is charged. The router's own time is measured, and counts as lines,
 * too (budget.h).
 */
enum {
	COST_LINE = 0, /* nothing else */
	COST_LOOK = 5, /* a look into a few files */
	COST_DISK = 50, /* a sync of the disk, or a look at many files */
	COST_LINES = 0xff, /* a mask: the number of lines */
	/* What the client makes others hear of, if it does: change_rate. */
	COST_CHANGE = 1 << 8,
	/* A try at a secret, of its address and of the account: login_rate. */
	COST_GUESS = 1 << 9
};

/* Further traits of a command (a mask). */
enum {
	TRAIT_NONE = 0,
	TRAIT_TAGS = 1 << 0, /* the tags sent before belong to it */
	TRAIT_SECRET = 1 << 1, /* its arguments are not for others to read */
	TRAIT_SETTLES = 1 << 2, /* its answer decides what later lines mean */
	TRAIT_UNANSWERED = 1 << 3, /* it has no answer unless it is refused */
	/*
	 * A person must type it with a slash: many sentences begin like it, and
	 * some such commands cannot be undone.
	 */
	TRAIT_SLASHED = 1 << 4
};

/* The relation of a line of the server to a command. */
enum relation {
	RELATION_NONE,
	RELATION_PART, /* a part of the command's answer; more follows */
	RELATION_WHOLE /* the command's answer, or the end of it */
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
	unsigned kinds; /* mask: which kinds may say it */
	unsigned states; /* mask: in which states */
	bool is_name; /* a client may have it as a name: such names are older
			 than the verb */
	size_t least; /* least number of arguments; args has the most */
	enum arg args[GRAMMAR_ARGS];
	enum charge charged; /* of a line of the server: its backlog */
	bool rated; /* it counts towards its actor's change_rate */
	enum chunk chunk; /* of a line of the server */
	enum wait_for waits; /* of a command, or of a worker's own line */
	unsigned cost; /* the same (a mask) */
	unsigned traits; /* of a command (a mask) */
	/*
	 * Lines that answer a command, apart from ok and err; then VERB_NONE.
	 */
	enum verb events[GRAMMAR_ANSWERS]; /* events caused by its client */
	enum verb parts[GRAMMAR_ANSWERS]; /* lines before the ok */
	struct str usage; /* "join G", as in the man page */
	struct str help; /* what it does, for help */
};

struct membership; /* defined in the router */

/* A line that the grammar accepted. The words point into the line. */
struct command {
	const struct rule *rule; /* the verb's row; null if there is none */
	size_t count; /* arguments */
	struct str arg[GRAMMAR_ARGS]; /* empty: those that are missing */

	/* Set only by the router: the group in the first argument. */
	uint32_t group; /* its number, or GROUP_NONE */
	struct membership *membership; /* the client's in it; null: none */
};

/*
 * Checks a line (without LF) from that side. On CODE_OK all of *command is set,
 * and each argument is as the table requires. Otherwise returns what is wrong;
 * command->rule is the row if the verb was recognised.
 */
enum code grammar_parse(
    struct str line, enum direction from, struct command *command);

/*
 * Return the limit that is exceeded by a line that grammar_parse has refused
 * with the code, or by one argument; all zero if none is.
 */
struct excess grammar_excess(const struct command *command, enum code code);
struct excess grammar_excess_of(enum arg arg, struct str word);

/*
 * Splits a line that was checked before into its words, without checking them.
 * False if that side has no such verb.
 */
bool grammar_split(
    struct str line, enum direction from, struct command *command);

/* Returns the row of a word from that side; null if there is none. */
const struct rule *grammar_find(struct str word, enum direction from);

/* Returns the row of a verb from exactly that side; null if there is none. */
const struct rule *grammar_row(enum verb verb, enum direction from);

/* Returns the traits of a client's command; TRAIT_NONE if there is none. */
unsigned grammar_traits(enum verb command);

/*
 * Returns the relation of the line to that command. The line must be caused by
 * the client that gave the command.
 */
enum relation grammar_relation(const struct rule *line, enum verb command);

/* Returns the name of the client that caused the line; empty if none did. */
struct str grammar_actor(const struct command *line);

/*
 * Returns whether another connection of the client that gets the line has
 * caused it: then the actor's flags have this letter, and it answers nothing.
 */
#define GRAMMAR_ELSEWHERE 'o'
bool grammar_is_elsewhere(const struct command *line);

/*
 * Returns the number of the argument that names the client that caused the
 * event: the first one that names a client. GRAMMAR_ARGS if there is none.
 */
size_t grammar_causer(const struct rule *event);

/* Returns whether the row is an event of a group, its second argument. */
bool grammar_is_of_group(const struct rule *rule);

/*
 * Returns whether the row is an event of an item of a box, with the item's ID.
 */
bool grammar_is_of_item(const struct rule *rule);

/*
 * Returns the server of NAME/SERVER, a name on another server; empty if the
 * name is one of this server.
 */
struct str grammar_server_of(struct str name);

/*
 * Return the name of an event's actor; and the account and the flags of one in
 * full form.
 */
struct str grammar_name_of(struct str actor);
struct str grammar_account_of(struct str actor);
struct str grammar_flags_of(struct str actor);

/*
 * Checks a client's name: it must be spelled as one and must neither be a
 * command's verb nor look like one. CODE_OK, CODE_BAD_NAME or CODE_TOO_LONG.
 */
enum code name_check(struct str name);
enum code grammar_table_check(struct str word); /* a group, or "@" and a name */

/* Returns the rows in the table's order, from number 0; null after the last. */
const struct rule *grammar_rule(size_t number);

#endif
