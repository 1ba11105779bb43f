/*
 * The client's identity. At the beginning of a connection, PASS, NICK, USER and
 * CAP come in any order and are kept, and the name is claimed when all are
 * there. Further lines wait until the router has answered that. Afterwards come
 * NICK, AWAY and SETNAME, and finally QUIT.
 */
#ifndef SERVER_WORKER_IRC_REGISTRATION_H
#define SERVER_WORKER_IRC_REGISTRATION_H

#include "worker/irc/session.h"

/* Claims the name if the client has now said everything needed for it. */
void irc_registration_go_on(struct irc *irc);

/*
 * Tells the router which kinds of events to send, according to the client's
 * capabilities.
 */
void irc_send_wants(struct irc *irc);

#endif
