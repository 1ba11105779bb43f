/* Running the user's commands: see spawn.h. */
#include "conf/spawn.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf/settings.h"
#include "conf/signals.h"
#include "shared/die.h"
#include "shared/io.h"

#define ID "FORKCAST_ID"
#define KIND "FORKCAST_KIND"
#define GROUP "FORKCAST_GROUP"
#define SENDER "FORKCAST_SENDER"
#define ACCOUNT "FORKCAST_ACCOUNT"
#define TO "FORKCAST_TO"
#define COUNT_OF "FORKCAST_COUNT"
#define TEXT_OF "FORKCAST_TEXT"

/* The environment variables for the arguments of an event; null: none. */
static const char *const variables[ARG_REST + 1] = {
	[ARG_ID] = ID,
	[ARG_GROUP] = GROUP,
	[ARG_AUDIENCE] = GROUP,
	[ARG_NAME] = TO,
	[ARG_ANYONE] = TO,
	[ARG_ACTOR] = TO,
	[ARG_COUNT] = COUNT_OF,
};

/*
 * Variables that not every event sets; they are cleared first, for our own
 * environment may have them.
 */
static const char *const cleared[] = { SETTINGS_NAME, GROUP, SENDER, ACCOUNT,
	TO, COUNT_OF, TEXT_OF };

/*
 * Returns the variable for an argument of the event, or null. An item's text
 * has one; any other text is the command's standard input.
 */
static const char *
variable_of(const struct rule *rule, size_t which)
{
	if (which == grammar_causer(rule))
		return SENDER;
	if (rule->verb == VERB_ITEM && rule->args[which] == ARG_TEXT)
		return TEXT_OF;
	return variables[rule->args[which]];
}

/*
 * Sets a variable. The value contains no NUL, as it comes from the protocol.
 * Returns false if there is no memory.
 */
static bool
set_variable(const char *name, struct str value)
{
	char *copy = strndup(value.at, value.len);
	const bool good = copy != NULL && setenv(name, copy, 1) == 0;

	free(copy);
	return good;
}

/* Sets the variables that are not the event's arguments. */
static bool
set_more(const struct spawn *spawn)
{
	return (spawn->account.at == NULL ||
		   set_variable(ACCOUNT, spawn->account)) &&
	    (spawn->text.at == NULL || set_variable(TEXT_OF, spawn->text)) &&
	    (spawn->count == 0 ||
		set_variable(COUNT_OF, DECIMAL(spawn->count)));
}

static bool
set_environment(const struct spawn *spawn)
{
	const struct command *event = spawn->event;
	const struct str kind =
	    spawn->kind.at != NULL ? spawn->kind : event->rule->word;
	bool good = setenv(SETTINGS_SERVER, spawn->server, 1) == 0 &&
	    set_variable(KIND, kind);

	for (size_t i = 0; i < COUNT(cleared); i++)
		good = unsetenv(cleared[i]) == 0 && good;
	for (size_t i = 0; i < event->count; i++) {
		const char *name = variable_of(event->rule, i);
		if (name != NULL)
			good = good && set_variable(name, event->arg[i]);
	}
	return good && set_more(spawn);
}

static bool
set_descriptors(const struct spawn *spawn)
{
	for (int i = 0; i < 3; i++)
		if (spawn->fd[i] != -1 && dup2(spawn->fd[i], i) == -1)
			return false;
	return !spawn->alone || io_close_from(3);
}

noreturn void
spawn_become(const struct spawn *spawn)
{
	const struct sigaction usual = { .sa_handler = SIG_DFL };

	if (spawn->alone)
		(void)setsid(); /* cannot fail: a new child leads no group */
	else if (!spawn->in_place)
		(void)setpgid(0, 0); /* the parent does it too */
	signals_finish();
	(void)sigaction(SIGPIPE, &usual, NULL);
	if (set_descriptors(spawn) && set_environment(spawn))
		(void)execvp(spawn->words[0], spawn->words);
	const bool is_missing = errno == ENOENT;
	complain("cannot run %s: %s", spawn->words[0], strerror(errno));
	_exit(spawn->in_place && is_missing ? SPAWN_NOT_FOUND : SPAWN_FAILED);
}
