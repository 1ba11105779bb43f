/*
 * A client of a server with injected faults: the test does not fail if the
 * client is lost. The lines that it got are kept for the witness; its commands
 * must be answered in order.
 */
#ifndef TESTS_FAULTS_GUEST_H
#define TESTS_FAULTS_GUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/buf.h"
#include "shared/clock.h"

/* By their names. */
enum { ADA, BOB, CEM, DAN, EVA, FAY, GIL, HAL, IVO, JAN, GUESTS };

#define GUEST_ASKS 1024
#define GUEST_ROOM 16384

enum guest_state {
	GUEST_OUT, /* has not come yet */
	GUEST_IN,
	GUEST_LEFT, /* ended as the story wants it */
	GUEST_LOST
};

struct guest {
	const char *name; /* its first one */
	int fd; /* -1: closed */
	enum guest_state state;
	bool deaf; /* does not read for now */
	bool leaving; /* its end is not unexpected */
	bool bye; /* was told so: nothing may follow */
	bool stayed; /* was there when the server was told to stop */
	bool told; /* of that, by bye: it has got all that there was */
	uint64_t asked_at; /* the last ID that anybody had when it last asked */
	char current[16]; /* its name; empty: not confirmed */
	char *ask[GUEST_ASKS]; /* patterns of the answers that it is owed */
	size_t asked, answered;
	char **line; /* all that it was sent, each ended by NUL */
	size_t lines, line_room;
	struct buf in;
	char data[GUEST_ROOM];
};

/*
 * Forgets all of them: nobody has come. Whenever they read, the function is
 * told whether anything came.
 */
void guests_begin(void (*look)(bool heard));

struct guest *guest_get(size_t number);

/* Connects; lost if that does not work. Small: it takes little unread. */
void guest_come(struct guest *guest, const char *address, bool small);

/*
 * Says a line (LF is added), whose answer must match the pattern, or one of
 * two: "ok post *|err post slow-down ...".
 */
void guest_ask(struct guest *guest, const char *pattern, const char *format,
    ...) __attribute__((format(printf, 3, 4)));

/* Reads what comes to anybody, for at most that long; false if nothing came. */
bool guests_read(usec time);

/* Waits until all its commands are answered, or it is out. */
void guest_settle(struct guest *guest);

/* Waits until it has ended. */
void guest_end(struct guest *guest);

/* Has it got a line that matches? And the last one; or null. */
bool guest_has(const struct guest *guest, const char *pattern);
const char *guest_last(const struct guest *guest, const char *pattern);

/* Closes: by a reset, or in order. */
void guest_reset(struct guest *guest);
void guests_close(void);

/* How many are in that state. */
size_t guests_count(enum guest_state state);

#endif
