/*
 * Information about the server: the welcome to a client that has just got its
 * name, and the answers to MOTD, VERSION, LINKS, INFO, STATS, PING and HELP.
 */
#ifndef SERVER_WORKER_IRC_SERVER_H
#define SERVER_WORKER_IRC_SERVER_H

#include "worker/irc/session.h"

/*
 * Sends 001 to 005. The rest of the welcome follows when the router has
 * answered "counts" and "motd".
 */
void irc_welcome(struct irc *irc);

#endif
