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
#include "shared/buf.h"
#include "shared/io.h"
#include "system/program.h"
#include "system/signals.h"

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
notify_ignores(const struct command *line, struct str me, struct str account)
{
	const struct str sender = sender_of(line, me);

	return sender.len > 0 && ignore_has(sender, account);
}

bool
notify_hides(const struct command *line, struct str me, struct str account)
{
	const enum verb verb = line->rule->verb;

	if (verb == VERB_SET || verb == VERB_CUT)
		return true; /* programs change keys often; get shows them */
	return (verb == VERB_JOIN || verb == VERB_LEAVE || verb == VERB_QUIT ||
		   verb == VERB_NAME) &&
	    !str_caseeq(grammar_actor(line), me) &&
	    ignore_has(grammar_actor(line), account);
}

bool
notify_means_us(const struct command *line, struct str me)
{
	const enum verb verb = line->rule->verb;

	if (sender_of(line, me).len == 0)
		return false;
	return verb == VERB_TELL ||
	    (verb == VERB_MSG && highlight_in(line->arg[3], me));
}

void
notify_add(
    struct notify *notify, const char *command, const struct command *event)
{
	struct str words[1 + GRAMMAR_ARGS];
	struct buf line;

	if (command == NULL)
		return;
	words[0] = event->rule->word;
	memcpy(words + 1, event->arg, event->count * sizeof(*words));
	buf_init(&line, notify->line, sizeof(notify->line));
	if (!buf_say(&line, words, 1 + event->count))
		return;
	notify->len = buf_len(&line) - 1;
	notify->command = command;
	notify->count++;
}

/* Starts the command for the last event. Returns false with errno. */
static bool
start(struct notify *notify)
{
	int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
	struct command event;
	struct heard heard;
	pid_t pid = -1;

	/* It was parsed on arrival: this cannot fail. */
	(void)grammar_parse(
	    (struct str) { notify->line, notify->len }, FROM_SERVER, &event);
	(void)heard_take(&heard, &event, STR("")); /* the caller wanted it */
	if (nothing != -1)
		pid = program_start(&(struct program_start) {
		    .line = notify->command,
		    .fd = { nothing, nothing, nothing },
		    .heard = &heard,
		    .count = notify->count,
		});
	io_close(&nothing);
	notify->pid = pid != -1 ? pid : 0;
	return pid != -1;
}

/* Looks at the running command. Returns null, or how it has failed. */
static const char *
look(struct notify *notify)
{
	int status = 0;
	const bool before = notify->failed;
	char how[PROGRAM_HOW];

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
	(void)snprintf(notify->said, sizeof(notify->said), "notify: %s",
	    program_how(status, how));
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
	const bool good = start(notify);
	notify->count = 0;
	if (good)
		return NULL;
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
