/*
 * What the worker knows of a client that speaks IRC: who it has said it is,
 * what it is capable of, the line of it that is under way, and the answer that
 * is being told. Nothing of it is about others: what they do comes from the
 * router, each time in full. Below: what the front asks the router for, and
 * remembers until that has answered.
 */
#ifndef SERVER_WORKER_IRC_SESSION_H
#define SERVER_WORKER_IRC_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/buf.h"
#include "shared/codes.h"
#include "shared/limits.h"
#include "worker/conn/conn.h"
#include "worker/irc/line.h"

/* What is collected of several answers: of groups all that one may be in. */
#define IRC_LIST ((size_t)14 * 1024)

/* Room for the names of a server and its network. */
#define IRC_NAME 64

/* A label that a client may give to a line (IRCv3 labeled-response). */
#define IRC_LABEL 64

/* Room for USER@HOST, and for NAME!USER@HOST. */
#define IRC_HOST (LIMIT_USER + 1 + LIMIT_HOST)
#define IRC_MASK (LIMIT_NAME + 1 + IRC_HOST)

/* "2026-11-20T07:33:20" */
#define IRC_SECOND 19

/* A text that is kept: all zero is empty. */
#define IRC_TEXT(size)           \
	struct {                 \
		size_t len;      \
		char text[size]; \
	}

/* What a client is capable of (IRCv3): capabilities.h. */
enum {
	CAP_ACCOUNT_NOTIFY = 1 << 0,
	CAP_ACCOUNT_TAG = 1 << 1,
	CAP_AWAY_NOTIFY = 1 << 2,
	CAP_BATCH = 1 << 3,
	CAP_CAP_NOTIFY = 1 << 4,
	CAP_CHGHOST = 1 << 5,
	CAP_ECHO_MESSAGE = 1 << 6,
	CAP_EXTENDED_JOIN = 1 << 7,
	CAP_INVITE_NOTIFY = 1 << 8,
	CAP_LABELED_RESPONSE = 1 << 9,
	CAP_MESSAGE_TAGS = 1 << 10,
	CAP_MULTI_PREFIX = 1 << 11,
	CAP_NO_IMPLICIT_NAMES = 1 << 12,
	CAP_SERVER_TIME = 1 << 13,
	CAP_SETNAME = 1 << 14,
	CAP_STANDARD_REPLIES = 1 << 15,
	CAP_USERHOST_IN_NAMES = 1 << 16,
	CAP_EXTENDED_MONITOR = 1 << 17,
	CAP_SASL = 1 << 18,
	CAP_ACCOUNT_REGISTRATION = 1 << 19,
	CAP_METADATA = 1 << 20,
	CAP_READ_MARKER = 1 << 21
};

/* What a client can do about accounts. */
enum {
	IRC_OFFER_PLAIN = 1 << 0,
	IRC_OFFER_SCRAM = 1 << 1,
	IRC_OFFER_EXTERNAL = 1 << 2,
	IRC_OFFER_REGISTER = 1 << 3,
	IRC_OFFER_ENROLL = 1 << 4, /* before it has a name, too */
	IRC_OFFERS_SASL = IRC_OFFER_PLAIN | IRC_OFFER_SCRAM | IRC_OFFER_EXTERNAL
};

/* How far a line has been done. */
enum irc_done {
	IRC_DONE,
	IRC_MORE, /* a step of it; the next is to follow */
	IRC_WAIT /* nothing: all that was asked is to be answered first */
};

/* What the client has said before it had a name: registration.h. */
struct irc_registration {
	bool done; /* it has a name */
	bool negotiating; /* CAP END is to come */
	bool is_known; /* the router knows user and real name */
	IRC_TEXT(LIMIT_NAME) nick;
	IRC_TEXT(LIMIT_USER) user;
	IRC_TEXT(LIMIT_REAL) real;
};

/* How far AUTHENTICATE has come: account.h. */
enum irc_sasl_state {
	IRC_SASL_NONE,
	IRC_SASL_ASKED, /* the router has been asked */
	IRC_SASL_LAST /* it has said all, and the client is to say so too */
};

#define IRC_SASL_DATA ((size_t)3200)

struct irc_sasl {
	enum irc_sasl_state state;
	IRC_TEXT(LIMIT_NAME) account;
	IRC_TEXT(IRC_SASL_DATA) data; /* of the response that is coming */
};

/* What is held of METADATA until there is a name. */
#define IRC_HELD ((size_t)1500)

/* METADATA: metadata.h. */
struct irc_metadata {
	IRC_TEXT(LIMIT_KEYS *(LIMIT_KEY + 1)) heard; /* keys, with spaces */
	IRC_TEXT(IRC_HELD) held; /* lines KEY VALUE, until there is a name */
	enum code code; /* of what was asked last */
	bool is_operator; /* of the channel that it was about */
};

/* The bytes for the client: out.h. */
struct irc_out {
	struct buf *to; /* the line that is being made goes there */
	bool labelled; /* what is told answers a line with a label */
	bool aside; /* what is told meanwhile is no answer */
	bool batched; /* in a batch, that has been opened */
	size_t body; /* where the line begins in that, behind its tags */
	size_t lines; /* of that answer; one that is alone is held */
	uint32_t batches; /* opened until now */
	IRC_TEXT(IRC_LABEL) label;
	struct buf held;
	char held_line[IRC_TAGS + IRC_BODY];
	uint64_t second; /* that date is of */
	char date[IRC_SECOND];
};

struct irc {
	struct conn *conn;
	unsigned caps; /* mask: capabilities.h */
	unsigned offers; /* mask: capabilities.h */
	bool is_newer; /* it has asked for capabilities as of 302 */
	bool has_come; /* the server's name has been asked for */
	bool has_quit;
	bool is_too_long; /* a line was, and that is to be told */
	struct irc_registration registration;
	bool has_begun; /* a line is under way */
	bool has_asked; /* and has asked something */
	size_t step; /* how far it has been done */
	bool join_failed; /* what was asked with it is not told */
	bool whois_failed; /* likewise */
	size_t told; /* lines of the list that is being told */
	IRC_TEXT(LIMIT_HOST) from; /* its host, once the router has told */
	IRC_TEXT(IRC_HOST) host; /* USER@HOST, once it has a name */
	IRC_TEXT(LIMIT_TAGS) tags; /* that came before an event */
	IRC_TEXT(IRC_LIST) list; /* of names or groups, that is collected */
	IRC_TEXT(IRC_BODY) names; /* of a line of NAMES that is not full yet */
	bool names_secret; /* these are of a secret channel */
	IRC_TEXT(IRC_NAME) server; /* its name, once it is known */
	IRC_TEXT(IRC_NAME) network;
	uint64_t started; /* as of an ID */
	uint64_t joined; /* the most groups for it to be in; 0: not known */
	bool account_asked; /* whether it is logged in */
	bool has_account; /* it was, then */
	struct irc_sasl sasl;
	struct irc_metadata metadata;
	struct irc_out out;
};

/* A kept text as a string, and what it is from now on; as much as fits. */
#define IRC_STR(kept) ((struct str) { (kept).text, (kept).len })
#define IRC_KEEP(kept, string) \
	((kept).len = irc_copy((kept).text, sizeof((kept).text), (string)))
size_t irc_copy(char *room, size_t size, struct str text);

/* The client's name by now, or "*". */
struct str irc_nick(const struct irc *irc);

/* The client's own USER@HOST, of NAME!USER@HOST. */
void irc_keep_host(struct irc *irc, struct str mask);

/* What stands for it in its own lines: its name, and its host if known. */
struct str irc_self(const struct irc *irc, char room[IRC_MASK]);

/* The same as a whole NAME!USER@HOST: '*' stands for what is not known yet. */
struct str irc_self_mask(const struct irc *irc, char room[IRC_MASK]);

/* Has all that was asked been answered? If not, the line is to wait. */
bool irc_settled(struct irc *irc);

/* What is asked, as struct ask has it. */
enum irc_asks {
	IRC_ASKS_NOTHING, /* whatever the answer is, nobody is told */
	IRC_ASKS_DONE, /* only what is wrong is told */
	IRC_ASKS_PASS,
	IRC_ASKS_NAME, /* the first one */
	IRC_ASKS_SELF, /* how others see the client */
	IRC_ASKS_NICK,
	IRC_ASKS_SETNAME,
	IRC_ASKS_AWAY,
	IRC_ASKS_JOIN,
	IRC_ASKS_JOIN_TOPIC, /* with a join, if that has not failed */
	IRC_ASKS_JOIN_NAMES, /* likewise */
	IRC_ASKS_JOIN_MARKREAD, /* likewise */
	IRC_ASKS_JOIN_HEARD, /* likewise */
	IRC_ASKS_PART,
	IRC_ASKS_TOPIC,
	IRC_ASKS_NAMES,
	IRC_ASKS_LIST,
	IRC_ASKS_PRIVMSG,
	IRC_ASKS_NOTICE,
	IRC_ASKS_TAGMSG,
	IRC_ASKS_TYPING, /* the same, of what no person has said */
	IRC_ASKS_PING,
	IRC_ASKS_TIME,
	IRC_ASKS_MONITOR,
	IRC_ASKS_MONITORED,
	IRC_ASKS_WHOWAS,
	IRC_ASKS_KICK,
	IRC_ASKS_INVITE,
	IRC_ASKS_INVITED,
	IRC_ASKS_MODE,
	IRC_ASKS_MODE_OTHER, /* is there such a client? */
	IRC_ASKS_MASKS,
	IRC_ASKS_FLAG,
	IRC_ASKS_SASL,
	IRC_ASKS_REGISTER,
	IRC_ASKS_SERVICE,
	IRC_ASKS_ACCOUNT,
	IRC_ASKS_PASS_LOGIN,
	IRC_ASKS_WHO,
	IRC_ASKS_WHOIS,
	IRC_ASKS_WHOIS_TABLE, /* with that */
	IRC_ASKS_ISON,
	IRC_ASKS_USERHOST,
	IRC_ASKS_HERE, /* the end of these two */
	IRC_ASKS_GROUPS, /* where the client itself is */
	IRC_ASKS_LUSERS,
	IRC_ASKS_MARKREAD,
	IRC_ASKS_METADATA, /* kept until the next step */
	IRC_ASKS_METADATA_ROWS, /* told as they come */
	IRC_ASKS_WELCOME,
	IRC_ASKS_SERVER,
	IRC_ASKS_CAN,
	IRC_ASKS_MOTD,
	IRC_ASKS_OPER,
	IRC_ASKS_KILL,
	IRC_ASKS_WALLOPS,
	IRC_ASKS_REHASH,
	IRC_ASKS_COUNT
};

/*
 * Asks the router by a command of these words, and remembers what it is about.
 * Why that is no command, or CODE_OK: then it has gone up.
 */
enum code irc_ask(struct irc *irc, enum irc_asks what, struct str about,
    const struct str *words, size_t count);
#define IRC_ASK(irc, what, about, ...)                                  \
	irc_ask(irc, what, about, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

/*
 * What it is about where that is several words of one line: the first is the
 * channel.
 */
struct irc_about {
	char text[2 * IRC_BODY];
};
struct str irc_about(
    struct irc_about *room, const struct str *words, size_t count);
#define IRC_ABOUT(room, ...)                                  \
	irc_about(room, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

#endif
