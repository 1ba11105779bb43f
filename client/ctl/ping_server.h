/*
 * Tests whether the server answers a client; for check, if the control socket
 * cannot be used.
 */
#ifndef CLIENT_CTL_PING_SERVER_H
#define CLIENT_CTL_PING_SERVER_H

#include "ctl/ask.h"
#include "ctl/view.h"
#include "shared/clock.h"

enum ping_server {
	PING_ANSWERED,
	PING_SILENT, /* no answer, or nobody listens */
	PING_UNKNOWN /* it could not be tested */
};

/*
 * Connects to the address in the scoreboard, sends "ping" and waits for a line,
 * up to a total time. why gets the error. A goodbye counts as an answer, and so
 * does the end of the connection: only a working server causes them.
 */
enum ping_server ping_server(const struct view *view,
    const struct score_pulse *pulse, usec time, char why[ASK_WHY]);

#endif
