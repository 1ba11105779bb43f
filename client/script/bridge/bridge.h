/*
 * What the parts of forkcast bridge share: the groups that are carried, what is
 * said in them, and how the parts speak to the local server (local.c) and to
 * other bridges. A message is known by the ID that its origin's server gave it.
 * n counts those of an origin in a group since its epoch, an ID; 0: not
 * counted.
 */
#ifndef CLIENT_SCRIPT_BRIDGE_BRIDGE_H
#define CLIENT_SCRIPT_BRIDGE_BRIDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "script/script.h"
#include "shared/limits.h"
#include "shared/str.h"

#define SERVER_MOST 24 /* the longest name of a server or of a chat */
#define GROUPS_MOST 1000
#define PEERS_MOST 256
#define ANSWER_MOST 150 /* the messages of one answer to "again" */
#define BEAT (2 * SEC)

struct said {
	uint64_t epoch, n, id;
	uint64_t before; /* the ID before it; 0: some are missing before it */
	struct str name, tags; /* tags "-": none */
	struct str text; /* several lines have a LF between them */
};

/* The place up to which a peer has been heard in a group. */
struct place {
	struct peer *peer;
	struct group *group;
	uint64_t epoch;
	uint64_t id, n; /* the local server has confirmed everything up to it */
	uint64_t sent, sent_n; /* the last one passed to the local server */
	uint64_t local; /* the local ID of the last confirmed one */
	uint64_t known; /* the highest that exists, as far as is known */
	uint64_t unsure; /* up to here a lost connection leaves it open */
	size_t flying; /* passed on and not confirmed */
	bool checking; /* the local history is to tell about unsure */
	bool dirty; /* the file has an older state */
	size_t row; /* in the file, from 1; 0: none yet */
	size_t skip; /* lines up to unsure that the local history has */
};

struct group {
	struct str name;
	size_t number;
	char token[3 * LIMIT_GROUP + 1]; /* its word in a subject */
	bool history; /* the local server records it */
	/* Our own part: see own.c. */
	uint64_t epoch, n, head, floor;
	uint64_t joined; /* the ID of our join */
	bool live; /* what is said here is published */
	bool behind; /* what was missed is to be fetched */
	uint64_t missed; /* the last one heard while not live */
	uint64_t fetched; /* the history was fetched up to it */
	struct kept **ring; /* the last messages */
	size_t ring_at;
};

/*
 * cmd_bridge.c: the groups, found by number (null: no more) or by token, and
 * the subject of our own of that kind; valid until the next call.
 */
struct group *bridge_group(size_t number);
struct group *bridge_find_token(struct str token);
const char *bridge_subject(const char *kind, struct str to);

/*
 * local.c: the local server. local_has_room returns whether lines of that many
 * bytes can be said now. local_relay says a line of a message for a group's
 * place, which is told when its last line is confirmed or refused
 * (peers_confirm), or local_tell one for a person; a failure goes back to the
 * peer. local_note sends a note to a group or "@NAME", or drops it.
 */
void local_begin(struct script *script);
bool local_has_room(size_t lines, size_t bytes);
void local_relay(struct place *place, const struct said *said, struct str line,
    bool is_first, bool is_last);
void local_tell(
    struct peer *peer, struct str from, struct str to, struct str text);
void local_note(struct str to, const struct str *pieces, size_t count);
#define LOCAL_NOTE(to, ...)                                  \
	local_note(to, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))
bool local_answered(const struct command *line); /* took an answer to those */
void local_lost(void);

/*
 * own.c: what is said here, for others. own_say takes a message; own_joined is
 * called when we have joined a group and know whether it has a history, and
 * own_caught_up when what was missed has been fetched from there. own_beat
 * publishes our last IDs. own_again answers a request for what came after an
 * ID; false: only the history has it. own_send sends one message of an answer,
 * and own_upto its end: everything up to *to was said, of which last was sent
 * last.
 */
void own_say(struct group *group, struct said *said);
void own_joined(struct group *group);
void own_caught_up(struct group *group);
void own_beat(uint64_t born);
bool own_again(
    struct peer *peer, struct group *group, uint64_t epoch, uint64_t after);
void own_send(
    struct peer *peer, const struct group *group, const struct said *said);
void own_upto(struct peer *peer, const struct group *group,
    const struct said *to, uint64_t last);

/*
 * fetch.c: requests for the local history, one at a time. fetch_again notes one
 * for a peer, in place of its former one; fetch_take takes a message of the
 * answer, and fetch_gap that some are missing before the next one;
 * fetch_answered whether the line ends an answer.
 */
void fetch_again(
    struct peer *peer, struct group *group, uint64_t epoch, uint64_t after);
void fetch_turn(struct script *script);
void fetch_take(struct said *said, struct str server);
void fetch_gap(void);
bool fetch_answered(const struct session *session, const struct command *line);
void fetch_lost(void);

/* peers.c: other bridges. peers_find returns null for no possible one. */
bool peers_may_be(struct str name);
struct peer *peers_find(struct str name);
struct str peers_name(const struct peer *peer);
bool peers_is_here(const struct peer *peer);
void peers_heard(struct peer *peer);
void peers_tell(struct str to); /* what is known of each, as notes */

/*
 * A peer has said something; there is something up to that message; or it has
 * answered a request for all up to "to", of which last was sent last.
 */
void peers_said(
    struct peer *peer, struct group *group, const struct said *said);
void peers_exists(
    struct peer *peer, struct group *group, const struct said *last);
void peers_upto(struct peer *peer, struct group *group, const struct said *to,
    uint64_t last);

/* The local server has taken a message up to a local ID, or refused one. */
void peers_confirm(
    struct place *place, uint64_t id, uint64_t n, uint64_t local);
void peers_refused(struct place *place, struct str why);

/*
 * After the local server was lost, it is not known what it has taken
 * (peers_lost). peers_unsure returns whether that concerns the group, and after
 * which local ID; peers_seen takes each message that the local history has
 * after it. peers_settle ends the doubt; known: the history has told.
 */
void peers_lost(void);
bool peers_unsure(const struct group *group, uint64_t *after);
void peers_seen(
    struct group *group, struct str server, const struct said *said);
void peers_settle(struct group *group, bool known);

/* Asks for what is missing, and tells who cannot be reached. */
void peers_turn(usec now);

/* Has the local server give us what is told to people there. */
void peers_serve(struct script *script);
void peers_unserved(void);

/* The file of places, locked; written before the local server is. */
void peers_open(const char *path);
void peers_save(void);
void peers_limit(size_t lines_a_second);

#endif
