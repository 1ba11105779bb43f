/*
 * An exchange of several clients with a server, as a table: who says what, and
 * who must get what, line by line. Nothing may come that the table does not
 * have, up to the last line that it has for that client. Most are files
 * (talks.h).
 */
#ifndef TESTS_LIB_EXCHANGE_H
#define TESTS_LIB_EXCHANGE_H

#include <stddef.h>

#include "conn.h"
#include "server.h"

enum act {
	COMES, /* connects, and that is all */
	ENTERS, /* as a client of IRC, with these capabilities: registered */
	NATIVE, /* the same as a native client, in that group if any */
	NAMELESS, /* a native client that has said nothing yet */
	FROM, /* the same from that address: conn_open_from */
	SAYS, /* a line */
	SENDS, /* bytes */
	GETS, /* the next line matches this pattern: pattern.h */
	SEES, /* the next that does; those before it do not matter */
	QUIET, /* it gets nothing: told by a ping */
	ENDS, /* the server closes its connection */
	GOES, /* it closes it itself */
	HOLDS, /* all until here is one promise, which is this */
	LOGS, /* the server has a further line in its log that matches */
	ACCOUNT /* the operator makes that account, with the secret "pw" */
};

struct move {
	const char *who; /* connected as that; of IRC: its nick as well */
	enum act act;
	const char *what;
};

/*
 * Runs the moves with a server of their own, whose configuration is config, or
 * null.
 */
#define EXCHANGE(moves, config) exchange(moves, COUNT(moves), config)
int exchange(const struct move *moves, size_t count, const char *config);

/* Run an exchange in parts, for a test that does something else in between. */
struct server *exchange_begin(const struct setup *setup);
void exchange_use(struct server *server); /* which runs already */
#define EXCHANGE_GO_ON(moves) exchange_go_on(moves, COUNT(moves))
void exchange_go_on(const struct move *moves, size_t count);
void exchange_move(const char *file, size_t row, const struct move *move);
int exchange_end(void);

/* Ends the exchange but not the test, which may begin another. */
void exchange_stop(void);

/* From now on, the connection speaks for that client, however it was opened. */
void exchange_add(const char *who, struct conn *conn);

#endif
