/*
 * The clients of a dialogue (talks.h): what each does, says and gets, line by
 * line. Up to the last line that is wanted of a client, it must get nothing
 * else. The acts, each with its rest:
 *	comes		connects, and that is all
 *	enters CAPS	as an IRC client, with these capabilities, if any
 *	native GROUP	as a native client, in that group if any
 *	known GROUP	the same, logged in to the account of that name
 *	arrives CAPS	as an IRC client, logged in likewise
 *	nameless	a native client that has sent nothing yet
 *	from ADDRESS	the same, from that address: conn_open_from
 *	at NUMBER	the same, at that address of the server
 *	operates	connects to the control socket, for orders
 *	quiet		it gets nothing; a ping tells
 *	waits		it has got nothing, up to the answer to another
 *	ends		the server closes its connection
 *	goes, resets	it closes that, or as if its machine had crashed
 *	finishes	it shuts down its sending side
 *	worker WORD	its worker gets this signal, "KILL"
 *	account		the operator creates this account, secret "pw"
 *	> LINE		says it
 *	>> BYTES	sends them
 *	< PATTERN	the next line is so: pattern.h
 *	<< PATTERN	a later line is so; others may come before
 *	hears BYTES	gets these, without a line end
 */
#ifndef TESTS_LIB_TALKERS_H
#define TESTS_LIB_TALKERS_H

#include <stdbool.h>

#include "server.h"

/* The server to which they talk from now on. */
void talkers_use(struct server *server);

/* Does that; false if the word is no act. The name must stay valid. */
bool talkers_act(const char *who, const char *word, const char *rest);

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
