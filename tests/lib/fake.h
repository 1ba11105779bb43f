/*
 * A fake server that sends what a test tells it to: lines that the real server
 * would never send, and an end at any moment. It serves one client.
 */
#ifndef TESTS_LIB_FAKE_H
#define TESTS_LIB_FAKE_H

#include <stddef.h>

#include "must.h"
#include "shared/addr.h"
#include "shared/buf.h"
#include "shared/clock.h"

#define FAKE_ROOM 16384

struct fake {
	int listener;
	int fd; /* the client, once it has come; else -1 */
	char address[ADDR_TEXT];
	struct buf in;
	char memory[FAKE_ROOM];
};

/* Listens on a port of 127.0.0.1. */
void fake_start(struct fake *fake);

/*
 * Waits for the client, and reads its lines up to this one, which is a pattern.
 * Answers a "want full" before it.
 */
#define fake_expect(fake, line) fake_expect_at(HERE, fake, line)
void fake_expect_at(const char *where, struct fake *fake, const char *line);

/* Expects that the client's next line is like this one. */
void fake_expect_next_at(
    const char *where, struct fake *fake, const char *line);

/* Expects that the client has said nothing more so far, and not hung up. */
void fake_expect_nothing_at(const char *where, struct fake *fake);

/* Sends bytes as they are. */
void fake_say(struct fake *fake, const char *text);

/* Answers a name and a join of group 1. */
void fake_welcome(struct fake *fake, const char *name);

/* Welcomes a person's client, which also asks for the topic and the names. */
void fake_welcome_person(struct fake *fake, const char *name);

/* Sends an event that happened that long ago: its ID replaces "@". */
void fake_happens(struct fake *fake, usec ago, const char *text);

/* Answers a person's client that joins a group in which ali already is. */
void fake_admit(struct fake *fake, const char *name, const char *group);

/* Closes the connection: in order, or by a reset. */
void fake_close(struct fake *fake);
void fake_reset(struct fake *fake);

/* Stops listening too. */
void fake_stop(struct fake *fake);

#endif
