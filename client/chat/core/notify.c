/* What reaches the person's attention: see notify.h. */
#include "chat/core/notify.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "conf/highlight.h"
#include "conf/ignore.h"
#include "conf/spawn.h"
#include "net/program.h"
#include "net/wait.h"
#include "shared/buf.h"
#include "shared/names.h"

/* Returns the sender of a message; empty if the line is none, or our own. */
static struct str
sender_of(const struct command *line, struct str me)
{
	struct str sender = STR("");

	switch (line->rule->verb) {
	case VERB_MSG:
	case VERB_NOTE:
	case VERB_SIGNAL:
		sender = line->arg[2];
		break;
	case VERB_TELL:
		sender = line->arg[1];
		break;
	default:
		break;
	}
	return str_caseeq(sender, me) ? STR("") : sender;
}

bool
notify_ignores(const struct command *line, struct str me)
{
	const struct str sender = sender_of(line, me);

	return sender.len > 0 && ignore_has(sender);
}

bool
notify_hides(const struct command *line, struct str me)
{
	const enum verb verb = line->rule->verb;

	return (verb == VERB_JOIN || verb == VERB_LEAVE || verb == VERB_QUIT ||
		   verb == VERB_NAME) &&
	    !str_caseeq(grammar_actor(line), me) &&
	    ignore_has(grammar_actor(line));
}

bool
notify_means_us(const struct command *line, struct str me)
{
	const enum verb verb = line->rule->verb;

	if (sender_of(line, me).len == 0)
		return false;
	return verb == VERB_TELL ||
	    (verb == VERB_MSG &&
		highlight_in(&(struct highlight_said) { .text = line->arg[3],
				 .from = line->arg[2],
				 .group = audience_group(line->arg[1]) },
		    me));
}

void
notify_add(struct notify *notify, const char *command, const char *server,
    const char *via, const struct command *event)
{
	struct str words[1 + GRAMMAR_ARGS];
	struct buf line;

	if (command == NULL)
		return;
	words[0] = event->rule->word;
	for (size_t i = 0; i < event->count; i++)
		words[1 + i] = event->rule->args[i] == ARG_AUDIENCE ?
		    audience_group(event->arg[i]) :
		    event->arg[i];
	buf_init(&line, notify->line, sizeof(notify->line));
	if (!buf_say(&line, words, 1 + event->count))
		return;
	notify->len = buf_len(&line) - 1;
	notify->command = command;
	notify->server = server;
	notify->via = via;
	notify->count++;
}

/* Runs the command, in the child. */
static noreturn void
become(const struct notify *notify)
{
	char shell[] = "/bin/sh", option[] = "-c";
	/* execvp takes char *, but changes nothing. */
	union {
		const char *constant;
		char *word;
	} command = { .constant = notify->command };
	char *const words[] = { shell, option, command.word, NULL };
	const int nothing = open("/dev/null", O_RDWR);
	struct command event;
	struct spawn spawn = {
		.words = words,
		.server = notify->server,
		.event = &event,
		.count = notify->count,
		.fd = { nothing, nothing, nothing },
		.alone = true,
	};

	/* It was parsed on arrival: this cannot fail. */
	(void)grammar_parse(
	    (struct str) { notify->line, notify->len }, FROM_SERVER, &event);
	if (event.count > 0 &&
	    (event.rule->args[event.count - 1] == ARG_TEXT ||
		event.rule->args[event.count - 1] == ARG_TOPIC))
		spawn.text = event.arg[event.count - 1];
	if (nothing == -1 || !program_tell_via(notify->via))
		_exit(SPAWN_FAILED);
	spawn_become(&spawn);
}

/* Looks at the running command. Returns null, or how it has failed. */
static const char *
look(struct notify *notify)
{
	int status = 0;
	const bool before = notify->failed;

	/*
	 * Where SIGCHLD is ignored there is no status, but the command has
	 * ended.
	 */
	if (waitpid(notify->pid, &status, WNOHANG) == 0)
		return NULL;
	notify->pid = 0;
	notify->failed = !WIFEXITED(status) || WEXITSTATUS(status) != 0;
	if (!notify->failed || before)
		return NULL;
	(void)snprintf(notify->said, sizeof(notify->said),
	    WIFSIGNALED(status) ? "notify: killed by signal %d" :
				  "notify: exit status %d",
	    WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
	return notify->said;
}

const char *
notify_check(struct notify *notify, usec now)
{
	const char *said = NULL;

	if ((notify->pid == 0 && notify->count == 0) || now < notify->until)
		return NULL;
	notify->until = now + NOTIFY_PAUSE;
	if (notify->pid != 0)
		said = look(notify);
	if (said != NULL || notify->pid != 0 || notify->count == 0)
		return said;
	notify->pid = fork();
	if (notify->pid == 0)
		become(notify);
	notify->count = 0;
	if (notify->pid != -1)
		return NULL;
	notify->pid = 0;
	(void)snprintf(notify->said, sizeof(notify->said),
	    "notify: cannot run it: %s", strerror(errno));
	return notify->said;
}

usec
notify_due(const struct notify *notify)
{
	return notify->pid != 0 || notify->count > 0 ? notify->until :
						       WAIT_FOR_EVER;
}
