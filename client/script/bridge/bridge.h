/*
 * What the parts of forkcast bridge share. Each line of a message goes alone.
 * n counts those of a group since an epoch, the join of its bridge, and says
 * what follows what: IDs can go back, and epochs have no order. Its ID, made of
 * that of the message on its server, is what a history is asked with.
 */
#ifndef CLIENT_SCRIPT_BRIDGE_BRIDGE_H
#define CLIENT_SCRIPT_BRIDGE_BRIDGE_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/clock.h"
#include "shared/codes.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/str.h"

#define SERVER_MOST 24 /* the longest name of a server or of a chat */
#define TOKEN_MOST (3 * LIMIT_GROUP)
#define GROUPS_MOST 1000
#define SPACE STR(" ")

/* Strings as an array and its length, two arguments. */
#define PIECES(...)                           \
	(const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ }))

struct relayed; /* where a peer was heard in a group: peers.c */

/* Another bridge. */
struct peer {
	char name[SERVER_MOST + 1];
	usec heard;
	bool silent; /* and that was told */
	bool served; /* the local server gives us what is told to it */
	size_t reads; /* its questions to the history */
	size_t lines; /* that it has sent in this second */
	struct relayed *places[GROUPS_MOST]; /* null: none yet */
};

struct said {
	uint64_t epoch, n, id;
	uint64_t before; /* the ID before it; of an answer: what it follows */
	struct str words; /* "TAGS NAME TEXT"; empty: a beat, or of an answer
			     that nothing else was said before this place */
};
#define EPOCH_NONE 0 /* of an answer: some may be missing before the ID */
#define EPOCH_PAST 1 /* lines of the history from before the epoch */

struct group {
	char name[LIMIT_GROUP + 1];
	char token[TOKEN_MOST + 1]; /* its word in a subject */
	size_t number;
	bool wanted; /* to be joined */
	bool refused; /* its last join, which was complained of */
	usec listed; /* when it was wanted last */
	struct said last; /* said here; with epoch 0 we are not in it */
	struct said floor; /* the ring has all after it, of this epoch */
	struct kept **ring; /* the last messages, or null */
};

/* Why a line was said to the local server, for its answer. */
struct asked {
	enum verb verb;
	struct peer *peer; /* for which; or null */
	struct relayed *place; /* of a message, a note or what came; or null */
	struct group *group; /* of a join, or of a peer's question; or null */
	struct str tags; /* to be said before; gone when it is answered */
	char reply[LIMIT_GROUP + LIMIT_NAME + 16]; /* begins a note back */
	size_t gap; /* what a note tells of */
	bool is_ctcp; /* a message that a mode may forbid */
	struct said past; /* a message; or the last line that was sent */
	/* Of the history: */
	uint64_t after, at; /* IDs: what was asked, the last line that came */
	struct said end; /* up to where it is of use */
	bool over; /* it went beyond that */
	bool lacks; /* some may be missing in it */
	uint64_t came; /* lines of the peer */
};

/*
 * nats.c: a connection to a NATS server, in its own protocol: docs.nats.io,
 * "Client Protocol". It connects to several addresses in turn,
 * [nats://][USER:PASSWORD@]HOST:PORT, which must stay, and again whenever the
 * connection is lost. nats_watch
 * returns what to poll for, and when to call nats_serve even if nothing is
 * ready. nats_take takes the next message, valid until the next call, of the
 * subject fc.CHAT.KIND.WORD.SERVER; false if there is none. nats_publish
 * publishes one as our server, and returns false if it cannot be sent.
 */
#define NATS_ADDRESSES 16
struct nats_message {
	struct str kind, word, server, payload;
};
void nats_begin(
    char *const *addresses, size_t count, const char *chat, const char *me);
struct pollfd nats_watch(usec *due);
void nats_serve(bool ready);
bool nats_take(struct nats_message *message);
bool nats_publish(
    const char *kind, const char *word, const struct str *pieces, size_t count);

/*
 * local.c: local_say says a line to the local server, for which there may be a
 * reason; returns why it cannot be said. local_has_room returns whether that
 * many lines can. local_first returns the reason of the first line that is not
 * answered; null: there is none; local_answered, that it is; local_lost, that
 * none will be.
 */
struct script;
void local_begin(struct script *script);
bool local_has_room(size_t lines);
enum code local_say(
    const struct asked *why, const struct str *pieces, size_t count);
struct asked *local_first(void);
void local_answered(void);
void local_lost(void);

/*
 * groups.c: the groups, and what is said in them here. groups_want finds or
 * makes one that is to be joined, and returns it if it has come in a new place,
 * maybe that of one that is gone. groups_join joins them. groups_enter takes
 * the ID of our join; 0: we have left. groups_said takes a line of a message.
 * groups_again answers a peer with all after a place: from the ring or, and
 * then it returns true, from the history, of which groups_past takes a line,
 * groups_gap a gap, and groups_end the end. groups_beat tells all what was said
 * last.
 */
struct group *groups_at(size_t number); /* null: no more */
struct group *groups_find(struct str name);
struct group *groups_find_token(struct str token); /* one that we are in */
const struct group *groups_want(struct str name);
void groups_join(void);
void groups_enter(struct group *group, uint64_t id);
void groups_said(struct group *group, uint64_t id, struct str words);
bool groups_again(
    struct peer *peer, struct group *group, const struct said *place);
void groups_past(struct asked *asked, uint64_t id, struct str words);
void groups_gap(struct asked *asked, uint64_t from, uint64_t to);
void groups_end(struct asked *asked, struct str refused);
void groups_beat(void);

/*
 * peers.c: other bridges, and up to where each was heard in each group, in a
 * file; no peer may send more than a number of lines a second. peers_forget: no
 * place is in that group any more. peers_tell sends what somebody tells
 * NAME/SERVER. peers_answered takes the local server's answer to a line that
 * was said for a peer; peers_past takes a line of our history before it, by
 * whom. peers_lost: there will be no such answers. peers_turn, each second,
 * tells who is silent, unless we do not listen, and syncs the file.
 */
void peers_open(const char *path, size_t rate);
bool peers_may_be(struct str name);
void peers_take(const struct nats_message *message);
void peers_tell(const struct command *line);
void peers_forget(const struct group *group);
void peers_past(struct asked *asked, uint64_t id, struct str name);
void peers_answered(struct asked *asked, const struct command *line);
void peers_lost(void);
void peers_turn(usec now, bool listens);

#endif
