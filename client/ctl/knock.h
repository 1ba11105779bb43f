/*
 * Does the server answer a client? For check, where the control socket cannot
 * be asked.
 */
#ifndef CLIENT_CTL_KNOCK_H
#define CLIENT_CTL_KNOCK_H

#include "ctl/ask.h"
#include "ctl/view.h"
#include "shared/clock.h"

enum knock {
	KNOCK_ANSWERED,
	KNOCK_SILENT, /* or nobody is there */
	KNOCK_UNKNOWN /* it could not be tried */
};

/*
 * Connects to the address that the server shows, says "ping" and waits for a
 * line, for so long in all; what went wrong is in why. A goodbye is an answer,
 * for only a server that works says it, and so is the end of the connection.
 */
enum knock knock(const struct view *view, const struct score_pulse *pulse,
    usec time, char why[ASK_WHY]);

#endif
