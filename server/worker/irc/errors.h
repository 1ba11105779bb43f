/*
 * What is wrong, as IRC says it: which numeric a code of the router is, or of
 * its grammar, in answer to what. forkcast-irc(7) has the same table.
 */
#ifndef SERVER_WORKER_IRC_ERRORS_H
#define SERVER_WORKER_IRC_ERRORS_H

#include "shared/codes.h"
#include "worker/irc/answers.h"

/* Tells the client, of what it has said as that word. */
void irc_error(
    struct irc *irc, enum irc_asks what, enum code code, struct str word);

#endif
