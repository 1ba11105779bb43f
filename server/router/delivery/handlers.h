/*
 * The handlers of the commands and of what workers say for themselves, one for
 * each such row of shared/verbs.def. A handler runs the line of the client.
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
