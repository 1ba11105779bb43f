/*
 * NickServ, for accounts, and ChanServ, for groups, as people with old clients
 * expect them. No clients have these names: the worker asks the router and
 * sends the answers as notices from them.
 */
#ifndef SERVER_WORKER_IRC_SERVICES_H
#define SERVER_WORKER_IRC_SERVICES_H

#include "worker/irc/session.h"

/*
 * irc_is_service returns whether the target of a PRIVMSG is one of the two;
 * irc_to_service takes the words that are sent to it.
 */
bool irc_is_service(struct str target);
enum irc_done irc_to_service(
    struct irc *irc, struct str target, struct str words);

#endif
