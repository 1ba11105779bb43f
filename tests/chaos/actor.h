/*
 * One client of the chaos: its connection, what it still has to send, and what
 * it believes of itself. When its connection has ended it begins another life
 * with a new one. Its script is in script.c; what it is sent goes to the
 * checker.
 */
#ifndef TESTS_CHAOS_ACTOR_H
#define TESTS_CHAOS_ACTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checker.h"
#include "saying.h"
#include "shared/addr.h"
#include "shared/buf.h"
#include "shared/clock.h"
#include "tests/lib/dice.h"

#define ACTOR_IN ((size_t)64 * 1024)
#define ACTOR_OUT ((size_t)64 * 1024)

struct actor {
	struct dice dice;
	int fd; /* -1: it is not there */
	unsigned port; /* its own, by which its worker is known */
	struct speaker
	    self; /* its life; how often it said that it is renamed */
	uint32_t number; /* of its last text or token */
	uint32_t groups; /* mask: those it has said it joins */
	usec next; /* when it does something again */
	usec deaf_until; /* it does not read before that */
	bool halfway; /* it has said the first half of a ping */
	bool leaving; /* it says nothing any more */
	bool finishing; /* it closes its sending side when all is sent */
	struct buf in;
	struct buf out;
	char in_data[ACTOR_IN];
	char out_data[ACTOR_OUT];
};

/* It comes in: connects and says its name. */
void actor_enter(struct actor *actor, const struct addr *server);

/*
 * Says a command: the words of its line. If there is no room for that it stays
 * unsaid, which is no matter. False then.
 */
bool actor_say(struct actor *actor, struct command command,
    const struct str *words, size_t count);
#define ACTOR_SAY(actor, command, ...)                                  \
	actor_say(actor, command, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

/* A ping, of which the first half may have been said. */
void actor_ping(struct actor *actor);
void actor_half_ping(struct actor *actor);

/* Sends what it can, and receives what has come: true if anything has. */
void actor_send(struct actor *actor);
bool actor_receive(struct actor *actor);

/* It goes away without a word: by a reset, or as if its program had ended. */
void actor_reset(struct actor *actor);
void actor_close(struct actor *actor);

#endif
