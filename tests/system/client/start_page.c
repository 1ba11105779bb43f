/*
 * The quarter of an hour of forkcast-start(7) goes as the page shows it. Run in
 * the root of the repository.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/lib/examples.h"
#include "tests/lib/keeper.h"
#include "tests/lib/shell.h"
#include "tests/lib/terminals.h"

#define PAGE "man/forkcast-start.7"
#define DISPLAYS 11 /* of the quarter of an hour */
#define SECRET "open wide\r"

static struct example examples[40];
static struct conn *ali; /* an operator of ops, with an account */
static struct pty *sara;
static const struct server *server;

/* Prompts: the text after one is typed. */
static const char *const prompts[] = { "what is your name? ", "[all] ",
	"[#ops] ", "[#tea] ", "[ali] ", "(y/n) " };

/* A line that ali or a key causes. */
static const struct {
	const char *line;
	const char *ali_says;
	const char *keys;
} causes[] = {
	{ "ali: good morning, sara", "send ops good morning, sara", "" },
	{ "[2:#tea]",
	    "send ops is the backup done?\nsend ops sara: are you there?", "" },
	{ "--- 2 new", "", "\033a" },
	{ "[1:#ops] 2 members 3:ali", "tell sara at noon", "" },
	{ " ali", "", "\033a" },
};

/* Types the text behind a prompt, once that is shown. */
static bool
type_line(const char *line)
{
	char prompt[EXAMPLE_TEXT], keys[EXAMPLE_TEXT + 1];

	for (size_t i = 0; i < COUNT(prompts); i++) {
		const char *at = strstr(line, prompts[i]);
		const size_t len = strlen(prompts[i]);
		if (at == NULL || at[len] == '\0')
			continue;
		(void)snprintf(prompt, sizeof(prompt), "%.*s",
		    (int)(at - line) + (int)len - 1, line);
		(void)snprintf(keys, sizeof(keys), "%s\r", at + len);
		terminals_begins(sara, prompt);
		pty_type(sara, keys);
		return true;
	}
	return false;
}

static void
cause(const char *line)
{
	for (size_t i = 0; i < COUNT(causes); i++)
		if (strncmp(line, causes[i].line, strlen(causes[i].line)) ==
		    0) {
			if (causes[i].ali_says[0] != '\0')
				conn_say(ali, "%s", causes[i].ali_says);
			pty_type(sara, causes[i].keys);
		}
}

/* Ends the first chat, of which ali writes when sara has left. */
static void
leave(void)
{
	MUST(pty_status(sara) == 0, "the chat does not end well");
	conn_wait_for(ali, "quit * sara");
	conn_say(ali, "send ops bread is in the kitchen");
	conn_say(ali, "tell sara the train was late");
	conn_wait_for(ali, "ok tell kept * sara");
}

static void
take_line(const char *line)
{
	if (strcmp(line, "$ forkcast") == 0) {
		if (sara != NULL)
			leave();
		sara = pty_start_sized(
		    (const char *const[]) { "forkcast", NULL }, 14, 66);
		return;
	}
	if (type_line(line))
		return;
	cause(line);
	terminals_has(sara, line);
	if (strstr(line, "secret for") != NULL && line[0] != '-')
		pty_type(sara, SECRET);
}

/* Goes through a display; the lines of the shell are apart from the others. */
static void
take_display(struct example *example)
{
	char *line = example->is_session ? example->output : example->script;

	if (example->is_session)
		take_line("$ forkcast");
	while (*line != '\0') {
		char *end = line + strcspn(line, "\n");
		*end = '\0';
		take_line(line);
		line = end + 1;
	}
}

static void
prepare(void)
{
	char config[512], path[SCRATCH_PATH];

	ali = conn_named(server, "ali");
	conn_ask(ali, "register open sesame", "ok register ali");
	conn_ask(ali, "join ops", "join * ops ali");
	conn_say(ali, "register ops");
	conn_wait_for(ali, "ok register ops");
	conn_ask(
	    ali, "topic ops backups at 04:00", "topic * ops ali backups ...");
	(void)snprintf(
	    config, sizeof(config), "server %s\n", server->address[0]);
	pty_config(config);
	scratch_path(path, "config/forkcast/config");
	MUST(chmod(path, 0600) == 0, "cannot change %s", path);
	shell_environment(server->address[0]);
	MUST(unsetenv("FORKCAST_SERVER") == 0, "unsetenv");
}

static void
quarter(void)
{
	for (size_t i = 0; i < DISPLAYS; i++)
		take_display(&examples[i]);
	pty_type(sara, "/quit\r");
	MUST(pty_status(sara) == 0, "the chat does not end well");
	PASS("the quarter of an hour goes as the page has it");
}

int
main(void)
{
	char config[1024];
	const size_t count =
	    examples_read(PAGE, examples, COUNT(examples), true);
	struct server *own;

	MUST(count > DISPLAYS, "there are %zu displays", count);
	(void)snprintf(
	    config, sizeof(config), "%shistory groups\n", keeper_config());
	own = server_start(&(struct setup) { .config = config });
	server = own;
	prepare();
	quarter();
	conn_close(ali);
	server_stop(own);
	return tap_done();
}
