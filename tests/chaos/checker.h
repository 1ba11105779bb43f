/*
 * Compares the lines that clients got with those that they sent. A client's
 * life is one connection; its lines must come gap-free and in order until its
 * end or goodbye, unless the life has an excuse: its worker was killed, or it
 * did not read, or it left by itself. The first life is the witness
 * (history.h). The events of the others are judged by checker_settle, when the
 * witness has heard as much.
 */
#ifndef TESTS_CHAOS_CHECKER_H
#define TESTS_CHAOS_CHECKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "answers.h"
#include "shared/str.h"

#define CHECKER_WITNESS 0

/* The faults that a life has suffered (a mask). */
enum {
	EXCUSE_CUT = 1 << 0, /* it may end at any byte, and unsaid */
	EXCUSE_KICKED = 1 << 1 /* it may be told bye kicked */
};

/* Forgets everything. */
void checker_begin(void);

/* A new life: its number, counted from CHECKER_WITNESS on. */
uint32_t checker_born(void);

/* The life says a command. */
void checker_asks(uint32_t life, struct command command);

/* A line, without LF, has come to the life. */
void checker_hears(uint32_t life, struct str line);

/* Excuses the life for a fault that is about to happen. */
void checker_excuse(uint32_t life, unsigned excuse);

/* The server has ended the connection; whole: behind a whole line. */
void checker_ends(uint32_t life, bool whole);

/* The client has gone away without waiting for that. */
void checker_leaves(uint32_t life);

/* How many of its commands are not answered. */
size_t checker_owed(uint32_t life);

/* Judges what can be judged by now. */
void checker_settle(void);

/* All is quiet, and all that live were answered: judges the rest. */
void checker_finish(void);

/* Returns the first error, or null. */
const char *checker_wrong(void);

/* The totals of all checks. */
struct checker_count {
	size_t lines; /* all that came */
	size_t deliveries; /* of events */
	size_t events;
	size_t lives;
	size_t cut; /* lives that ended without goodbye */
	size_t kicked;
	size_t untold; /* cut off where bye kicked was to come */
	size_t slow; /* told bye slow-reader */
	size_t unexcused; /* of those, who did read */
};
struct checker_count checker_count(void);

#endif
