/* Reading the past of groups and of talks: history, talks and export. */
#include "router/delivery/handlers.h"

enum outcome
history_cmd(uint32_t who, const struct command *command)
{
	return answers_refuse(who, command, CODE_UNAVAILABLE);
}

enum outcome
talks_cmd(uint32_t who, const struct command *command)
{
	return answers_refuse(who, command, CODE_UNAVAILABLE);
}

enum outcome
export_cmd(uint32_t who, const struct command *command)
{
	return answers_refuse(who, command, CODE_UNAVAILABLE);
}
