/*
 * A fake server that sends what a dialogue (talks.h) tells it to: lines that
 * the real server would never send, and an end at any moment. It serves one
 * client at a time. What "fake" does, each with its rest:
 *	> LINE, >> BYTES	says it
 *	< PATTERN	the client's next line is so
 *	<< PATTERN	a later line is so; a "want full" before it is answered
 *	quiet		the client has said nothing more, and not hung up
 *	welcomes NAME	it answers the name, and the join of group 1
 *	person NAME	the same, and the questions of a person's client
 *	joined NAME GROUP ID	it answers the name and the join; with
 *			MODES behind that, also the question for these
 *	admits NAME GROUP	it answers a person's client that joins a group
 *			in which ali already is
 *	greets NAME GROUP ...	it answers the name, and admits it to all these
 *	ago SECONDS TEXT	an event of that long ago: its ID replaces "@"
 *	parts		it answers the quit, and closes
 *	closes, resets	it closes the connection, or as if it had crashed
 *	stops		it closes that, and listens no more
 */
#ifndef TESTS_LIB_FAKE_H
#define TESTS_LIB_FAKE_H

#include <stdbool.h>

/* Listens on a port of 127.0.0.1. Returns its address. */
const char *fake_start(void);

/* Does what the word says; false if it is none. Changes the text. */
bool fake_act(const char *word, char *text);

/* If it has a client, lets it quit. */
void fake_part(void);

#endif
