/* Programs in the background, and a server that lies: see scripts.h. */
#include "scripts.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "examples.h"
#include "fake.h"
#include "shell.h"
#include "talk_lines.h"

#define SCRIPTS 64
#define LINE_SIZE 256
#define EXAMPLES 40
#define EXAMPLE "example: "
#define LINES_SIZE 32768

static struct {
	struct {
		const char *name;
		struct shell *shell;
	} all[SCRIPTS];
	size_t count;
	struct fake fake;
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
scripts_close_page(const char *where)
{
	if (scripts.run != scripts.examples)
		must_end(where, "the examples from \"%s\" on are not run",
		    scripts.example[scripts.run].title);
}

/* The next example of the page, which has this title, or the one before. */
static const struct example *
find_example(const char *where, const char *title)
{
	const size_t len = strlen(title);
	const struct example *next = &scripts.example[scripts.run];

	if (scripts.run > 0 && strncmp(next[-1].title, title, len) == 0)
		return next - 1;
	if (scripts.run == scripts.examples ||
	    strncmp(next->title, title, len) != 0)
		must_end(where, "the next example is not \"%s\"", title);
	scripts.run++;
	return next;
}

const char *
scripts_filled(const char *where, char *text)
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
	    find_example(where, title)->script, rest);
	return filled;
}

bool
scripts_act(const char *where, const char *who, const char *word, char *text,
    const char *address)
{
	const bool is_paced = strcmp(word, "paced") == 0;
	struct shell *const shell = find(who);

	if (is_paced || strcmp(word, "runs") == 0) {
		const char *script = scripts_filled(where, text);
		MUST(scripts.count < SCRIPTS, "too many scripts");
		scripts.all[scripts.count].name = who;
		scripts.all[scripts.count++].shell = is_paced ?
		    shell_start_paced(address, script) :
		    shell_start(address, script);
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

/* A word of the server, and what it does with the rest. */
#define VERB(name, ...)                                 \
	static void name(const char *where, char *text) \
	{                                               \
		(void)where;                            \
		(void)text;                             \
		__VA_ARGS__;                            \
	}
VERB(says_bytes, fake_say(&scripts.fake, text))
VERB(gets_next, fake_expect_next_at(where, &scripts.fake, text))
VERB(gets, fake_expect_at(where, &scripts.fake, text))
VERB(quiet, fake_expect_nothing_at(where, &scripts.fake))
VERB(welcomes, fake_welcome(&scripts.fake, text))
VERB(person, fake_welcome_person(&scripts.fake, text))
VERB(parts, scripts_part())
VERB(closes, fake_close(&scripts.fake))
VERB(resets, fake_reset(&scripts.fake))
VERB(stops, fake_stop(&scripts.fake))

static void
says(const char *where, char *text)
{
	static char lines[LINES_SIZE];

	(void)where;
	MUST(strlen(text) < LINES_SIZE - 1, "too long");
	(void)snprintf(lines, LINES_SIZE, "%s\n", text);
	fake_say(&scripts.fake, lines);
}

static void
takes_name(const char *where, const char *name)
{
	char line[LINE_SIZE];

	(void)snprintf(line, sizeof(line), "name %s", name);
	fake_expect_at(where, &scripts.fake, line);
	(void)snprintf(line, sizeof(line), "ok name %s\n", name);
	fake_say(&scripts.fake, line);
}

/* "NAME GROUP ID MODES": also the question for its modes, if there are any. */
static void
joined(const char *where, char *name)
{
	char line[LINE_SIZE];
	char *group = talk_lines_behind(name);
	char *id = talk_lines_behind(group);
	const char *modes = talk_lines_behind(id);

	takes_name(where, name);
	(void)snprintf(line, sizeof(line), "join %s", group);
	fake_expect_at(where, &scripts.fake, line);
	(void)snprintf(line, sizeof(line), "join %s %s %s\n", id, group, name);
	fake_say(&scripts.fake, line);
	if (modes == NULL)
		return;
	(void)snprintf(line, sizeof(line), "mode %s", group);
	fake_expect_next_at(where, &scripts.fake, line);
	(void)snprintf(
	    line, sizeof(line), "ok mode %s %s 1 - 0 -\n", group, modes);
	fake_say(&scripts.fake, line);
}

static void
admits(const char *where, char *name)
{
	(void)where;
	const char *group = talk_lines_behind(name);

	fake_admit(&scripts.fake, name, group);
}

/* "NAME GROUP ...": it takes the name, and admits it to the groups. */
static void
greets(const char *where, char *name)
{
	char *next = talk_lines_behind(name);

	takes_name(where, name);
	while (next != NULL) {
		const char *group = next;
		next = talk_lines_behind(next);
		fake_admit(&scripts.fake, name, group);
	}
}

static void
ago(const char *where, char *text)
{
	(void)where;
	const char *event = talk_lines_behind(text);

	fake_happens(
	    &scripts.fake, (usec)strtoull(text, NULL, 10) * SEC, event);
}

void
scripts_part(void)
{
	if (scripts.fake.address[0] == '\0' || scripts.fake.fd == -1)
		return;
	fake_expect(&scripts.fake, "quit");
	fake_say(&scripts.fake, "bye quit goodbye\n");
	fake_close(&scripts.fake);
}

bool
scripts_fake(const char *where, const char *word, char *text)
{
	static const struct {
		const char *word;
		void (*act)(const char *where, char *text);
	} verbs[] = {
		{ ">", says },
		{ ">>", says_bytes },
		{ "<", gets_next },
		{ "<<", gets },
		{ "quiet", quiet },
		{ "welcomes", welcomes },
		{ "person", person },
		{ "joined", joined },
		{ "greets", greets },
		{ "admits", admits },
		{ "ago", ago },
		{ "parts", parts },
		{ "closes", closes },
		{ "resets", resets },
		{ "stops", stops },
	};

	for (size_t i = 0; i < COUNT(verbs); i++)
		if (strcmp(verbs[i].word, word) == 0) {
			verbs[i].act(where, text);
			return true;
		}
	return false;
}
