/* Programs in the background: see scripts.h. */
#include "scripts.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "examples.h"
#include "shell.h"

#define SCRIPTS 64
#define EXAMPLES 40
#define EXAMPLE "example: "
#define LINES_SIZE 32768

static struct {
	struct {
		const char *name;
		struct shell *shell;
	} all[SCRIPTS];
	size_t count;
	struct example example[EXAMPLES]; /* of a page */
	size_t examples, run;
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

void
scripts_open_page(const char *page)
{
	scripts.examples =
	    examples_read(page, scripts.example, EXAMPLES, false);
}

void
scripts_close_page(void)
{
	MUST(scripts.run == scripts.examples,
	    "the examples from \"%s\" on are not run",
	    scripts.example[scripts.run].title);
}

/* The next example of the page, which has this title, or the one before. */
static const struct example *
find_example(const char *title)
{
	const size_t len = strlen(title);
	const struct example *next = &scripts.example[scripts.run];

	if (scripts.run > 0 && strncmp(next[-1].title, title, len) == 0)
		return next - 1;
	MUST(scripts.run < scripts.examples &&
		strncmp(next->title, title, len) == 0,
	    "the next example is not \"%s\"", title);
	scripts.run++;
	return next;
}

const char *
scripts_filled(char *text)
{
	static char filled[LINES_SIZE];
	char *title = strstr(text, EXAMPLE);

	if (title == NULL || scripts.examples == 0)
		return text;
	*title = '\0';
	title += strlen(EXAMPLE);
	char *end = title + strcspn(title, "\n");
	const char *rest = *end == '\0' ? "" : end + 1;
	*end = '\0';
	(void)snprintf(filled, LINES_SIZE, "%s%s%s", text,
	    find_example(title)->script, rest);
	return filled;
}

bool
scripts_act(const char *who, const char *word, char *text, const char *address)
{
	const bool is_paced = strcmp(word, "paced") == 0;
	struct shell *const shell = find(who);

	if (is_paced || strcmp(word, "runs") == 0) {
		const char *script = scripts_filled(text);
		MUST(scripts.count < SCRIPTS, "too many scripts");
		scripts.all[scripts.count].name = who;
		scripts.all[scripts.count++].shell = is_paced ?
		    shell_start_paced(address, script) :
		    shell_start(address, script);
		return true;
	}
	if (strcmp(word, "in") == 0) {
		shell_await(address, who, text);
		return true;
	}
	if (shell == NULL)
		return false;
	if (strcmp(word, "passes") == 0) {
		shell_pace(shell, (usec)(strtod(text, NULL) * (double)SEC));
	} else if (strcmp(word, "says") == 0) {
		shell_expect(shell, shell->out, text);
	} else if (strcmp(word, "warns") == 0) {
		shell_expect(shell, shell->err, text);
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
compare(const char *what, const char *wanted, const char *written)
{
	MUST(wanted == NULL || shell_matches(wanted, written),
	    "it has %s:\n%s\nand not:\n%s", what, written, wanted);
}

struct shell *
scripts_find(const char *who)
{
	struct shell *shell = find(who);

	MUST(shell != NULL, "%s runs nothing", who);
	return shell;
}

int
scripts_status(const char *how)
{
	const int number = scripts_signal(how);

	return number != 0 ? SHELL_SIGNAL + number : (int)strtol(how, NULL, 10);
}

void
scripts_end(
    struct shell *shell, int status, const char *said, const char *complained)
{
	const int got = shell_status(shell);

	MUST(got == status, "it has ended with %d, not %d, and complained:\n%s",
	    got, status, shell_complained(shell));
	compare("complained", complained, shell_complained(shell));
	compare("said", said, shell_said(shell));
}
