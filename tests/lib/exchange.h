/*
 * An exchange of several clients with a server, as a table: who sends what, and
 * who must get what, line by line. Up to the last line that the table has for a
 * client, the client must get nothing else. Most exchanges are files (talks.h).
 */
#ifndef TESTS_LIB_EXCHANGE_H
#define TESTS_LIB_EXCHANGE_H

#include <stddef.h>

#include "conn.h"
#include "server.h"

enum act {
	COMES, /* connects, and that is all */
	ENTERS, /* as an IRC client, with these capabilities */
	NATIVE, /* as a native client, in that group if any */
	KNOWN, /* the same, logged in to the account of that name */
	NAMELESS, /* a native client that has sent nothing yet */
	FROM, /* NAMELESS, from that address: conn_open_from */
	SAYS, /* sends a line */
	SENDS, /* sends bytes */
	GETS, /* the next line matches this pattern: pattern.h */
	SEES, /* a later line matches; others may come before */
	QUIET, /* the client gets nothing; a ping tells */
	ENDS, /* the server closes its connection */
	GOES, /* the client closes its connection */
	RESETS, /* the same, as if its machine had crashed */
	FINISHES, /* it shuts down its sending side */
	WORKER, /* its worker gets this signal, "KILL" */
	HOLDS, /* the moves so far are one check, of this name */
	LOGS, /* the server logs another line that matches */
	ACCOUNT, /* the operator creates this account, secret "pw" */
	OPERATES /* connects to the control socket, for orders */
};

struct move {
	const char *who; /* the client, and its nick on IRC */
	enum act act;
	const char *what;
};

/* Run an exchange in parts; a test may do something else in between. */
struct server *exchange_begin(const struct setup *setup);
void exchange_use(struct server *server); /* a running one */
#define EXCHANGE_GO_ON(moves) exchange_go_on(moves, COUNT(moves))
void exchange_go_on(const struct move *moves, size_t count);
void exchange_move(const char *file, size_t row, const struct move *move);
int exchange_end(void);

/*
 * Kills the server and starts it again, with the same configuration and
 * directories. All clients are gone.
 */
struct server *exchange_crash(const struct setup *setup);

/* Ends the exchange but not the test, which may begin another. */
void exchange_stop(void);

/* Makes the connection that client's from now on, however it was opened. */
void exchange_add(const char *who, struct conn *conn);

#endif
