/*
 * The handlers, one for each row of shared/verbs.def that is a command or a
 * worker's own line. A handler runs a line of the client who.
 */
#ifndef SERVER_ROUTER_DELIVERY_HANDLERS_H
#define SERVER_ROUTER_DELIVERY_HANDLERS_H

#include <stdint.h>

#include "router/delivery/answers.h"
#include "shared/grammar.h"

#define COMMAND(VERB, WORD, ...) \
	enum outcome WORD##_cmd(uint32_t who, const struct command *command);
#define WORKER COMMAND
#include "shared/verbs.def"

#endif
