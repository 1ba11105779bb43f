/*
 * The clients of a dialogue (talks.h): what each does, says and gets, line by
 * line. Up to the last line that is wanted of a client, it must get nothing
 * else. tests/system/README has the words.
 */
#ifndef TESTS_LIB_TALKERS_H
#define TESTS_LIB_TALKERS_H

#include <stdbool.h>

#include "server.h"

/* The server to which they talk from now on. */
void talkers_use(struct server *server);

/* Does that; false if the word is no act. The name must stay valid. */
bool talkers_act(const char *who, const char *word, const char *rest);

/* Does any have a connection to the control socket? It ends in an upgrade. */
bool talkers_operate(void);

/*
 * Has a client join a group, a new one if it is not there; the clients from the
 * first name on, each behind a NUL, read everything up to that.
 */
void talkers_meet(const char *group, const char *first, const char *who);

/*
 * Returns the text with each "{a}" filled in: a word that was caught, or "*";
 * and so many letters x in the place of "{420}"; and "{login}"; and "{now}",
 * which begins an ID of ten minutes ago: four digits follow. It is valid until
 * the next call.
 */
char *talkers_filled(const char *what);

/* Closes all connections; and also forgets the words that were caught. */
void talkers_leave(void);
void talkers_forget(void);

#endif
