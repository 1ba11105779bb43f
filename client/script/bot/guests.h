/*
 * The guests of a bot: programs that have connected to its socket and speak
 * over its connection, under its name. Their input is bounded and checked, and
 * so is their output: a guest that does not read is dropped.
 */
#ifndef CLIENT_SCRIPT_BOT_GUESTS_H
#define CLIENT_SCRIPT_BOT_GUESTS_H

#include <poll.h>
#include <stdbool.h>

#include "shared/buf.h"
#include "shared/limits.h"
#include "shared/str.h"
#include "text/words/heard.h"

/* Guests at a time; further ones wait to be accepted. */
#define GUESTS_MOST 32

/* Groups that a guest can be in. */
#define GUEST_GROUPS 8

/* The descriptors that guests_watch fills in. */
#define GUESTS_SET (1 + GUESTS_MOST)

struct guest {
	int fd; /* -1: there is none */
	struct buf in, out;
	char in_memory[2 * LIMIT_LINE];
	char out_memory[16 * LIMIT_LINE];
	bool named; /* it has said a name, any one */
	bool full; /* it wants lines in full form */
	bool asked; /* its answer from the server has not come yet */
	bool ended; /* nothing more comes from it */
	bool quit; /* it has said quit */
	struct {
		char name[LIMIT_GROUP];
		size_t len;
	} group[GUEST_GROUPS];
	size_t groups;
};

/*
 * Begins with a listening socket, and a function that takes a line of guest
 * number i; the line is null if it was too long.
 */
void guests_begin(int listener, void (*take)(int i, struct str line));

/* Fills in what to poll for: set has GUESTS_SET. */
void guests_watch(struct pollfd *set);

/* Accepts, reads and writes what poll has found ready. */
void guests_serve(const struct pollfd *set);

/* Does what the guests have asked for, as far as the voice is ready. */
void guests_tend(void);

/* Returns guest number i, below GUESTS_MOST; null if there is none. */
struct guest *guests_at(int i);

/* Appends a line made of pieces, without LF, for the guest. */
void guest_say(struct guest *guest, const struct str *pieces, size_t count);
#define GUEST_SAY(guest, ...)                                  \
	guest_say(guest, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

/* Returns whether the guest is in the group; or whether any is. */
bool guest_has(const struct guest *guest, struct str group);
bool guests_have(struct str group);

/* Notes that the guest is in the group; false if it is in too many. */
bool guest_enter(struct guest *guest, struct str group);
void guest_leave(struct guest *guest, struct str group);

/* Drops a guest at once. */
void guest_drop(int i);

/*
 * Tells the guests of an event that none of them caused, whose line this is.
 */
void guests_hear(const struct heard *heard, struct str line);

void guests_end(void);

#endif
