/* Programs in the background, and a server that lies: see scripts.h. */
#include "scripts.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "fake.h"
#include "shell.h"

#define SCRIPTS 64
#define LINE_SIZE 256
#define LINES_SIZE 32768

static struct {
	struct {
		const char *name;
		struct shell *shell;
	} all[SCRIPTS];
	size_t count;
	struct fake fake;
} scripts;

static const struct {
	const char *name;
	int number;
} signals[] = { { "TERM", SIGTERM }, { "KILL", SIGKILL }, { "INT", SIGINT },
	{ "HUP", SIGHUP }, { "STOP", SIGSTOP }, { "CONT", SIGCONT },
	{ "PIPE", SIGPIPE }, { "QUIT", SIGQUIT }, { "USR1", SIGUSR1 },
	{ "USR2", SIGUSR2 }, { "TSTP", SIGTSTP }, { "ABRT", SIGABRT } };

/* Returns null if nobody of that name runs anything. */
static struct shell *
find(const char *who)
{
	for (size_t i = scripts.count; i-- > 0;)
		if (strcmp(scripts.all[i].name, who) == 0)
			return scripts.all[i].shell;
	return NULL;
}

int
scripts_signal(const char *name)
{
	for (size_t i = 0; i < COUNT(signals); i++)
		if (strcasecmp(signals[i].name, name) == 0)
			return signals[i].number;
	return 0;
}

bool
scripts_act(const char *where, const char *who, const char *word, char *text,
    const char *address)
{
	const bool is_paced = strcmp(word, "paced") == 0;
	struct shell *const shell = find(who);

	if (is_paced || strcmp(word, "runs") == 0) {
		MUST(scripts.count < SCRIPTS, "too many scripts");
		scripts.all[scripts.count].name = who;
		scripts.all[scripts.count++].shell = is_paced ?
		    shell_start_paced(address, text) :
		    shell_start(address, text);
		return true;
	}
	if (strcmp(word, "in") == 0) {
		shell_await_at(where, address, who, text);
		return true;
	}
	if (shell == NULL)
		return false;
	if (strcmp(word, "passes") == 0) {
		shell_pace_at(
		    where, shell, (usec)(strtod(text, NULL) * (double)SEC));
	} else if (strcmp(word, "says") == 0) {
		shell_expect_at(where, shell, shell->out, text);
	} else if (strcmp(word, "warns") == 0) {
		shell_expect_at(where, shell, shell->err, text);
	} else if (strcmp(word, "signal") == 0) {
		shell_signal(shell, scripts_signal(text));
	} else if (strcmp(word, "group") == 0) {
		shell_signal_all(shell, scripts_signal(text));
	} else {
		return false;
	}
	return true;
}

static void
compare(const char *where, const char *what, const char *wanted,
    const char *written)
{
	if (wanted != NULL && !shell_matches(wanted, written))
		must_end(where, "it has %s:\n%s\nand not:\n%s", what, written,
		    wanted);
}

void
scripts_end(const char *where, const char *who, const char *status,
    const char *said, const char *complained)
{
	struct shell *shell = find(who);
	const int number = scripts_signal(status);
	const int wanted = number != 0 ? SHELL_SIGNAL + number : atoi(status);
	MUST(shell != NULL, "%s: %s runs nothing", where, who);
	const int got = shell_status_at(where, shell);

	if (got != wanted)
		must_end(where,
		    "%s has ended with %d, not %d, and complained:"
		    "\n%s",
		    who, got, wanted, shell_complained(shell));
	compare(where, "complained", complained, shell_complained(shell));
	compare(where, "said", said, shell_said(shell));
}

const char *
scripts_begin_fake(void)
{
	fake_start(&scripts.fake);
	return scripts.fake.address;
}

/* Ends the first word of the text; returns what is behind it. */
static char *
behind_word(const char *where, char *text)
{
	char *space = strchr(text, ' ');

	if (space == NULL)
		must_end(where, "a word is missing");
	*space = '\0';
	return space + 1;
}

bool
scripts_fake(const char *where, const char *word, char *text)
{
	struct fake *const fake = &scripts.fake;

	if (strcmp(word, ">") == 0) {
		static char lines[LINES_SIZE];
		MUST(strlen(text) < LINES_SIZE - 1, "too long");
		(void)snprintf(lines, LINES_SIZE, "%s\n", text);
		fake_say(fake, lines);
	} else if (strcmp(word, ">>") == 0) {
		fake_say(fake, text);
	} else if (strcmp(word, "<") == 0) {
		fake_expect_next_at(where, fake, text);
	} else if (strcmp(word, "<<") == 0) {
		fake_expect_at(where, fake, text);
	} else if (strcmp(word, "quiet") == 0) {
		fake_expect_nothing_at(where, fake);
	} else if (strcmp(word, "welcomes") == 0) {
		fake_welcome(fake, text);
	} else if (strcmp(word, "person") == 0) {
		fake_welcome_person(fake, text);
	} else if (strcmp(word, "joined") == 0) {
		char line[LINE_SIZE];
		const char *group = behind_word(where, text);
		char *id = behind_word(where, strchr(text, '\0') + 1);
		(void)snprintf(line, sizeof(line), "name %s", text);
		fake_expect_at(where, fake, line);
		(void)snprintf(line, sizeof(line), "ok name %s\n", text);
		fake_say(fake, line);
		(void)snprintf(line, sizeof(line), "join %s", group);
		fake_expect_at(where, fake, line);
		(void)snprintf(
		    line, sizeof(line), "join %s %s %s\n", id, group, text);
		fake_say(fake, line);
	} else if (strcmp(word, "parts") == 0) {
		fake_expect_at(where, fake, "quit");
		fake_say(fake, "bye quit goodbye\n");
		fake_close(fake);
	} else if (strcmp(word, "admits") == 0) {
		const char *group = behind_word(where, text);
		fake_admit(fake, text, group);
	} else if (strcmp(word, "ago") == 0) {
		const char *event = behind_word(where, text);
		fake_happens(fake, (usec)strtoull(text, NULL, 10) * SEC, event);
	} else if (strcmp(word, "closes") == 0) {
		fake_close(fake);
	} else if (strcmp(word, "resets") == 0) {
		fake_reset(fake);
	} else if (strcmp(word, "stops") == 0) {
		fake_stop(fake);
	} else {
		return false;
	}
	return true;
}
