/* The lines about a server in status and top, and what check needs of them. */
#ifndef CLIENT_CTL_STATUS_H
#define CLIENT_CTL_STATUS_H

#include "ctl/clients.h"
#include "ctl/server.h"

/*
 * Returns a word for the server's state: "running", "draining", "stopping", or
 * "stopped" by a signal.
 */
const char *status_word(
    const struct server *server, const struct score_pulse *pulse);

/* Returns whether status_print prints a line about the history. */
bool status_has_history(const struct score_pulse *pulse);

/*
 * Prints the server's state, and how many of the clients have a stopped worker,
 * ending each line with end.
 */
void status_print(const struct server *server, const struct clients *clients,
    const char *end);

#endif
