/* Exchanges that are files: see talks.h. */
#include "talks.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exchange.h"
#include "scratch.h"

#define TEXT 65536
#define ARROW " => "

static struct {
	const char *file;
	size_t row;
	char text[TEXT]; /* of the file; lines and words are ended by NUL */
	char config[TEXT];
	bool begun;
	const char *who; /* of the last line */
} talk;

static const struct {
	const char *word;
	enum act act;
} acts[] = {
	{ "comes", COMES },
	{ "enters", ENTERS },
	{ "native", NATIVE },
	{ "nameless", NAMELESS },
	{ "quiet", QUIET },
	{ "ends", ENDS },
	{ "goes", GOES },
	{ "account", ACCOUNT },
};

static noreturn void
is_wrong(const char *why)
{
	must_end(talk.file, "line %zu: %s", talk.row, why);
}

static void
read_file(void)
{
	FILE *file = fopen(talk.file, "r");
	size_t len;

	MUST(file != NULL, "cannot open %s", talk.file);
	len = fread(talk.text, 1, TEXT, file);
	MUST(len < TEXT && fclose(file) == 0, "cannot read %s", talk.file);
	talk.text[len] = '\0';
}

static char
hex_byte(const char *digits)
{
	const char two[] = { digits[0], digits[0] ? digits[1] : '\0', '\0' };

	return (char)strtoul(two, NULL, 16);
}

/* Undoes what is written as in C, in place. */
static void
unescape(char *text)
{
	char *to = text;

	for (const char *from = text; *from != '\0'; from++) {
		if (*from != '\\') {
			*to++ = *from;
		} else if (*++from == 'x') {
			*to++ = hex_byte(++from);
			from++;
		} else {
			*to++ = *from == 'n' ? '\n' : *from;
		}
	}
	*to = '\0';
}

/* Ends the word there: what stands behind the space, or null. */
static char *
end_word(char *text)
{
	char *space = strchr(text, ' ');

	if (space == NULL)
		return NULL;
	*space = '\0';
	return space + 1;
}

static void
configure(const char *key, const char *value)
{
	const size_t len = strlen(talk.config);
	const int more = snprintf(talk.config + len, sizeof(talk.config) - len,
	    "%s %s\n", key, value);

	if (talk.begun || more < 0 || (size_t)more >= TEXT - len)
		is_wrong("this cannot be configured");
}

/* Is the line of the configuration? */
static bool
is_configured(char *line)
{
	const bool file = strncmp(line, "file ", 5) == 0;
	char path[SCRATCH_PATH];
	char *key, *value;

	if (!file && strncmp(line, "config ", 7) != 0)
		return false;
	key = strchr(line, ' ') + 1;
	value = end_word(key);
	unescape(value);
	if (file) {
		scratch_path(path, key);
		scratch_write(path, value);
		value = path;
	}
	configure(key, value);
	return true;
}

/* Returns the act that the sign stands for; *text is the text after it. */
static enum act
act_of(char *sign, char **text)
{
	static const struct {
		const char *sign;
		enum act act;
	} signs[] = { { ">>", SENDS }, { "<<", SEES }, { ">", SAYS },
		{ "<", GETS } };

	for (size_t i = 0; i < COUNT(signs); i++) {
		const size_t len = strlen(signs[i].sign);
		if (strncmp(sign, signs[i].sign, len) == 0) {
			*text = sign + len + (sign[len] == ' ');
			return signs[i].act;
		}
	}
	is_wrong("no such sign");
}

static enum act
act_called(const char *word)
{
	for (size_t i = 0; i < COUNT(acts); i++)
		if (strcmp(acts[i].word, word) == 0)
			return acts[i].act;
	is_wrong("no such act");
}

static void
go_on(const char *who, enum act act, char *what)
{
	if (what != NULL)
		unescape(what);
	exchange_move(talk.file, talk.row, &(struct move) { who, act, what });
}

/* Says it, and gets the answer if there is one. */
static void
say(char *text)
{
	char *answer = strstr(text, ARROW);

	if (answer != NULL) {
		*answer = '\0';
		answer += strlen(ARROW);
	}
	go_on(talk.who, SAYS, text);
	if (answer != NULL)
		go_on(talk.who, GETS, answer);
}

/* Somebody does that: an act's name, or a sign, and the rest. */
static void
act(char *text)
{
	char *rest;
	enum act act;

	if (*text == '<' || *text == '>') {
		act = act_of(text, &rest);
		*text = '\0';
	} else {
		*text++ = '\0';
		rest = end_word(text);
		act = act_called(text);
	}
	if (act == SAYS)
		say(rest);
	else if (act == GETS && strcmp(talk.who, "log") == 0)
		go_on(NULL, LOGS, rest);
	else
		go_on(talk.who, act, rest);
}

static void
begin(void)
{
	if (!talk.begun)
		(void)exchange_begin(&(struct setup) { .config = talk.config });
	talk.begun = true;
}

static void
run_line(char *line)
{
	char *end = line + strcspn(line, "<> ");

	if (*line == '\0' || *line == '#' || is_configured(line))
		return;
	begin();
	if (*line == '=') {
		go_on(NULL, HOLDS, line + 2);
	} else if (end == line) {
		act(line + 1);
	} else if (*end != '\0') {
		talk.who = line;
		act(end);
	} else {
		is_wrong("nobody does anything");
	}
}

static void
run(const char *file)
{
	char *line = talk.text;

	tap_note("%s", file);
	talk.file = file;
	talk.row = 0;
	talk.begun = false;
	talk.config[0] = '\0';
	read_file();
	while (*line != '\0') {
		char *end = line + strcspn(line, "\n");
		char *next = *end == '\0' ? end : end + 1;
		*end = '\0';
		talk.row++;
		run_line(line);
		line = next;
	}
	exchange_stop();
}

int
talks_main(const char *directory, int argc, char *argv[])
{
	char pattern[SCRATCH_PATH];
	glob_t found;

	for (int i = 1; i < argc; i++)
		run(argv[i]);
	if (argc > 1)
		return tap_done();
	(void)snprintf(pattern, sizeof(pattern), "%s/*.talk", directory);
	MUST(glob(pattern, 0, NULL, &found) == 0, "no %s", pattern);
	for (size_t i = 0; i < found.gl_pathc; i++)
		run(found.gl_pathv[i]);
	globfree(&found);
	return tap_done();
}
