/*
 * What a person's client and the scripts' commands have in common when they
 * have lost the connection: when to come back, how soon, and to which groups.
 */
#ifndef CLIENT_SESSION_COMEBACK_H
#define CLIENT_SESSION_COMEBACK_H

#include <stdbool.h>
#include <stdint.h>

#include "session/backoff.h"
#include "session/joined.h"
#include "shared/clock.h"
#include "shared/str.h"

/*
 * Our old connection may hold the name until the server has noticed that it is
 * dead: it looks after 30 s without an acknowledgement, and asks us for a sign
 * of life before that.
 */
#define COMEBACK_PATIENCE (120 * SEC)

#define COMEBACK_TIME 32

/*
 * Does it make sense after this bye? Not if something was held against us; who
 * waits for his name (named is false) cannot help being idle.
 */
bool comeback_after(struct str code, bool named);

/* Any number, not the same in two processes. */
uint32_t comeback_chance(void);

/* When the next attempt is due; text says in how many seconds: "1.2 s". */
usec comeback_next(struct backoff *backoff, char text[COMEBACK_TIME]);

/*
 * The groups as a list of strings, a null behind the last: those that we are
 * in, with a space and the key behind where one is known, and the others of a
 * list that ends with a null. It is freed in one piece. Ends the program if
 * there is no memory.
 */
char **comeback_groups(const struct joined *joined, char *const *others);

/* Of such a string: the group alone. */
struct str comeback_group(const char *group);

#endif
