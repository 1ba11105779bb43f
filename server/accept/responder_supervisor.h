/*
 * The parent's side of the responder: the UDP socket on which it answers, if
 * the configuration names one.
 */
#ifndef SERVER_ACCEPT_RESPONDER_SUPERVISOR_H
#define SERVER_ACCEPT_RESPONDER_SUPERVISOR_H

#include "accept/helper.h"

extern const struct helper_ops responder_supervisor;

#endif
