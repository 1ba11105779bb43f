/*
 * What the parts of forkcast bridge share. Each line of a message goes alone.
 * It is known by an ID made of that of the message on its server; n counts
 * those of a group since an epoch, the join of its bridge; 0: not counted.
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

struct peer; /* another bridge: peers.c */
struct place; /* where it was heard in a group */

struct said {
	uint64_t epoch, n, id;
	uint64_t before; /* the ID before it; 0: some are missing before it */
	struct str words; /* "TAGS NAME TEXT"; empty: only that all up to the
			     ID was said */
};

struct group {
	char name[LIMIT_GROUP + 1];
	char token[TOKEN_MOST + 1]; /* its word in a subject */
	size_t number;
	bool wanted; /* to be joined */
	struct said last; /* said here; with epoch 0 we are not in it */
	uint64_t floor; /* the ring has all after this ID */
	struct kept **ring; /* the last messages, or null */
	size_t ring_at;
};

/* Why a line was said to the local server, for its answer. */
struct asked {
	enum verb verb;
	struct peer *peer; /* for which; or null */
	struct place *place; /* of a message; or null */
	struct group *group; /* of the history; or null */
	struct str tags; /* to be said before; gone when it is answered */
	char reply[LIMIT_GROUP + LIMIT_NAME + 16]; /* begins a note back */
	/* Of an answer from the history: */
	struct said past; /* the last line that was sent */
	uint64_t after, at; /* IDs: what was asked, the last line that came */
	uint64_t head; /* what the group's last ID was */
};

/*
 * nats.c: a connection to a NATS server, in its own protocol: docs.nats.io,
 * "Client Protocol". It connects to several addresses in turn,
 * [nats://][USER:PASSWORD@]HOST:PORT, which must stay, and again whenever the
 * connection is lost. Only connecting blocks, for a short time. nats_watch
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
 * cmd_bridge.c: bridge_say says a line to the local server, for which there may
 * be a reason; returns why it cannot be said.
 */
enum code bridge_say(
    const struct asked *why, const struct str *pieces, size_t count);

/*
 * groups.c: the groups, and what is said in them here. groups_want finds or
 * makes one that is to be joined, and groups_join joins the next such one.
 * groups_enter takes the ID of our join; 0: we have left. groups_said takes a
 * line of a message. groups_again answers a peer with all after an ID: from the
 * ring or, and then it returns true, from the history, of which groups_past
 * takes a line or, with ID 0, a gap, and groups_end the end. groups_beat tells
 * all what was said last.
 */
struct group *groups_at(size_t number); /* null: no more */
struct group *groups_find(struct str name);
struct group *groups_find_token(struct str token); /* one that we are in */
void groups_want(struct str name);
void groups_join(void);
void groups_enter(struct group *group, uint64_t id);
void groups_said(struct group *group, uint64_t id, struct str words);
bool groups_again(struct peer *peer, struct group *group, uint64_t after);
void groups_past(struct asked *asked, uint64_t id, struct str words);
void groups_end(const struct asked *asked, bool refused);
void groups_beat(void);

/*
 * peers.c: other bridges, and up to where each was heard in each group, in a
 * file; no peer may send more than a number of lines a second. peers_tell sends
 * what somebody tells NAME/SERVER. peers_answered takes the local server's
 * answer to a line that was said for a peer, peers_names a line before it.
 * peers_lost: there will be no such answers. peers_turn, each second, tells who
 * is silent, unless we do not listen.
 */
void peers_open(const char *path, size_t rate);
bool peers_may_be(struct str name);
void peers_take(const struct nats_message *message);
void peers_tell(const struct command *line);
void peers_names(const struct asked *asked, struct str names);
void peers_answered(const struct asked *asked, const struct command *line);
void peers_lost(void);
void peers_turn(usec now, bool listens);
bool peers_send(
    const struct peer *peer, const struct str *pieces, size_t count);

#endif
