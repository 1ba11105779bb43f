/* Deleting from the past of groups and of talks: redact and forget. */
#include "router/delivery/handlers.h"

enum outcome
redact_cmd(uint32_t who, const struct command *command)
{
	return answers_refuse(who, command, CODE_UNAVAILABLE);
}

enum outcome
forget_cmd(uint32_t who, const struct command *command)
{
	return answers_refuse(who, command, CODE_UNAVAILABLE);
}
