/*
 * server/base/config/config: a file of any bytes is taken whole, or refused
 * with its name, the number of a line and the reason.
 */
#include "server/base/config/config.h"

#include <errno.h>
#include <stdio.h>
#include <sysexits.h>

#include "server/base/config/listen_options.h"
#include "server/router/model/slots.h"
#include "shared/addr.h"
#include "shared/io.h"
#include "shared/names.h"
#include "tests/fuzz/lib/fuzz.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

static struct {
	char path[SCRATCH_PATH]; /* empty until the first call */
} file;

static void
write_file(struct str bytes, const char *rest)
{
	FILE *to;

	if (file.path[0] == '\0')
		scratch_path(file.path, "conf");
	to = fopen(file.path, "w");
	MUST(to != NULL && fwrite(bytes.at, 1, bytes.len, to) == bytes.len &&
		fputs(rest, to) >= 0 && fclose(to) == 0,
	    "cannot write %s: %s", file.path, strerror(errno));
}

static bool
load(struct config *config, struct error *why)
{
	const struct config_command_line line = { .file = file.path };

	*why = (struct error) { 0 };
	return config_load(config, &line, why);
}

/* The number of the line that the reason begins with; 0: none. */
static size_t
line_of(const struct error *why)
{
	const size_t len = strlen(file.path);
	size_t number;

	if (strncmp(why->text, file.path, len) != 0 ||
	    sscanf(why->text + len, ":%zu: ", &number) != 1)
		return 0;
	return number;
}

static size_t
count_lines(struct str bytes)
{
	size_t count = 1;

	for (size_t i = 0; i < bytes.len; i++)
		count += bytes.at[i] == '\n';
	return count;
}

static void
is_refused_rightly(const struct error *why, struct str bytes)
{
	const size_t line = line_of(why);

	MUST(memchr(why->text, '\0', sizeof(why->text)) != NULL &&
		why->text[0] != '\0',
	    "no reason");
	MUST(why->code == EX_CONFIG || why->code == EX_USAGE, "exit code %d",
	    why->code);
	/*
	 * An error that only several lines make together names the key instead;
	 * an included file that cannot be opened names itself.
	 */
	MUST(line <= count_lines(bytes) &&
		(line > 0 || strncmp(why->text, "group: ", 7) == 0 ||
		    strncmp(why->text, "cannot ", 7) == 0),
	    "no line of the file: %s", why->text);
}

static void
is_within_bounds(const struct config *config)
{
	struct listen_options options;
	char text[ADDR_TEXT];
	struct addr addr;

	for (size_t i = 0; i < config->listen.count; i++)
		MUST(listen_options_split(
			 config->listen.at[i], text, &options) == NULL &&
			addr_parse(&addr, text) == NULL,
		    "%s", config->listen.at[i]);
	for (size_t i = 0; i < config->group.count; i++)
		MUST(group_check(str_from(config->group.at[i])) == CODE_OK,
		    "%s", config->group.at[i]);
	MUST(config->max_clients >= 1 && config->max_clients <= CLIENTS_MAX,
	    "max_clients %zu", config->max_clients);
	MUST(config->grace >= 100 * MSEC && config->stall_time >= 100 * MSEC,
	    "no time");
	MUST(config->group.count <= config->max_groups, "too many groups");
}

/* One more line, a wrong one: it has the number behind the others. */
static void
counts_lines(struct str bytes)
{
	struct config config;
	struct error why;

	write_file(bytes, "\nno_such_key 1\n");
	MUST(!load(&config, &why), "a wrong line is taken");
	MUST(line_of(&why) == count_lines(bytes) + 1, "line %zu: %s",
	    count_lines(bytes) + 1, why.text);
}

void
fuzz(struct str input)
{
	struct config config;
	struct error why;

	write_file(input, "");
	if (!load(&config, &why)) {
		is_refused_rightly(&why, input);
		return;
	}
	is_within_bounds(&config);
	config_free(&config);
	counts_lines(input);
}
