/*
 * The parent's side of the keeper: where its file is, when to start it, and
 * keeping it alive. Without a state directory the keeper is started when a
 * client first needs it, and its records last only as long as the server.
 */
#ifndef SERVER_ACCEPT_KEEPER_SUPERVISOR_H
#define SERVER_ACCEPT_KEEPER_SUPERVISOR_H

#include "accept/helper.h"

extern const struct helper_ops keeper_supervisor;

#endif
