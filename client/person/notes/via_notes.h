/*
 * The lines that the command of a connection has said since the connection was
 * lost, and how often: each attempt to reconnect says the same.
 */
#ifndef CLIENT_PERSON_NOTES_VIA_NOTES_H
#define CLIENT_PERSON_NOTES_VIA_NOTES_H

#include <stdbool.h>
#include <stddef.h>

#include "net/program.h"
#include "shared/str.h"

/* The number of lines that are remembered; the oldest is forgotten. */
#define VIA_NOTES_MOST 4

/* All zero: none. */
struct via_notes {
	struct via_note {
		char text[PROGRAM_LINE];
		size_t len;
		size_t times;
	} note[VIA_NOTES_MOST]; /* in the order in which they came */
	size_t count;
};

/* Notes a line of at most PROGRAM_LINE bytes; false if it is remembered. */
bool via_notes_are_new(struct via_notes *notes, struct str line);

#endif
