/*
 * What the parts of forkcast bridge share. A message is known by the ID that
 * its origin's server gave it; n counts those of a group since an epoch, the ID
 * of its bridge's join; 0: not counted.
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
#define TOKEN_MOST (3 * LIMIT_GROUP)
#define GROUPS_MOST 1000
#define PEERS_MOST 256

struct said {
	uint64_t epoch, n, id;
	uint64_t before; /* the ID before it; 0: some are missing before it */
	struct str name; /* empty: only that all up to the ID was said */
	struct str tags; /* "-": none */
	struct str text; /* several lines have a LF between them */
};

struct group {
	char name[LIMIT_GROUP + 1];
	char token[TOKEN_MOST + 1]; /* its word in a subject */
	size_t number;
	bool wanted; /* to be joined */
	bool live; /* we are in it */
	/* What is said here: own.c. */
	uint64_t epoch, n, head;
	uint64_t floor; /* the ring has all after this one */
	struct kept **ring; /* the last messages */
	size_t ring_at;
};

/* Another bridge. */
struct peer {
	char name[SERVER_MOST + 1];
	usec heard;
	bool silent; /* and that was told */
	bool served; /* the local server gives us what is told to it */
	usec asked; /* of our open request; 0: none */
	uint64_t asked_after; /* the ID in it */
	usec second; /* since when its lines are counted */
	size_t lines;
	struct place *places[GROUPS_MOST]; /* null: none yet */
	struct group *want; /* it waits for that history; or null */
	uint64_t want_after;
};

/* cmd_bridge.c: the groups; null: no such one. */
struct group *bridge_group(size_t number);
struct group *bridge_find(struct str name);

/*
 * wire.c: what bridges say to each other. wire_take takes a message of NATS.
 * The others send one; what cannot be sent is repaired, or wire_say returns
 * false. wire_hear subscribes to a group.
 */
void wire_begin(const char *chat, const char *me, struct script *script);
void wire_came(void); /* to NATS */
usec wire_beat(usec now); /* returns when the next one is due */
void wire_hear(const struct group *group);
void wire_take(struct str subject, struct str payload);
void wire_publish(const struct group *group, const struct said *said);
void wire_answer(const struct peer *peer, const struct group *group,
    const struct said *said);
bool wire_say(struct str peer, const struct str *pieces, size_t count);
#define WIRE_SAY(peer, ...)                                  \
	wire_say(peer, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

/*
 * local.c: says lines to the local server, in two halves in turn: one is filled
 * while the server answers the other. local_has_room returns whether so many
 * lines of so many bytes together can be said now, and local_half in which half
 * the last one was.
 * local_relay says a line of a message; false: the server would not take it.
 * local_tell says what a peer says to a person, and local_who asks who is in a
 * group; failures and answers go back as notes. local_note says a note to a
 * group or "@NAME", or returns false without room. local_heard takes an
 * answer to any of them.
 */
void local_begin(struct script *script);
bool local_has_room(size_t lines, size_t bytes);
bool local_relay(const struct peer *peer, const struct group *group,
    const struct said *said, struct str line, bool last);
void local_tell(struct str peer, struct str from, struct str rest);
void local_who(struct str peer, struct str from, const struct group *group);
bool local_note(struct str to, const struct str *pieces, size_t count);
#define LOCAL_NOTE(to, ...)                                  \
	local_note(to, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))
void local_heard(const struct command *line);
unsigned local_half(void);
void local_lost(void);

/*
 * own.c: what is said here. own_join begins anew with the ID of our join;
 * own_say takes a message. own_again answers a peer with all after an ID: from
 * the ring or else, a request at a time, from the history, whose lines own_past
 * takes, own_gap and own_heard the marks in it and its end.
 */
void own_join(struct group *group, uint64_t id);
void own_say(struct group *group, struct said *said);
void own_again(struct peer *peer, struct group *group, uint64_t after);
void own_turn(struct script *script);
void own_past(struct said *said);
void own_gap(void);
void own_heard(const struct command *line);
void own_lost(void);

/*
 * peers.c: other bridges, and what they said in each group. peers_find returns
 * null for no possible one. peers_said takes a message, or the end of an
 * answer; peers_charge charges other lines to its rate, and returns false if it
 * is too fast; peers_exists that there is something up to an ID; peers_refused
 * that the local server has refused a message; peers_confirm that it has taken
 * what it was given in that half, or peers_lost that this is not known.
 */
bool peers_may_be(struct str name);
struct peer *peers_find(struct str name);
struct peer *peers_next(size_t number); /* null: no more */
void peers_heard(struct peer *peer);
bool peers_charge(struct peer *peer, size_t lines);
void peers_said(
    struct peer *peer, struct group *group, const struct said *said);
void peers_exists(
    struct peer *peer, struct group *group, const struct said *last);
void peers_refused(struct str name, const struct group *group);
void peers_confirm(unsigned half);
void peers_lost(void);

/* Asks for what is missing, and tells what has to be told. */
void peers_turn(struct script *script, usec now);
void peers_serve_again(void);

/*
 * The file of places: opened and locked, for at most that many lines a second
 * of each peer; or read and printed, while a bridge uses it.
 */
void peers_open(const char *path, size_t rate);
int peers_print(const char *path);

#endif
