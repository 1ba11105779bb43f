/*
 * server/base/config/config: "include" reads another file, or those of a
 * directory in the order of their names, as if their lines stood there; a fault
 * names the file that has it, and files that include each other are no loop.
 */
#include "server/base/config/config.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "tests/lib/must.h"
#include "tests/lib/pattern.h"
#include "tests/lib/scratch.h"

#define DEPTH 8

static struct {
	char main[SCRATCH_PATH];
	struct config config;
	struct error why;
} test;

static void
write_file(const char *name, const char *text)
{
	char path[SCRATCH_PATH];

	scratch_path(path, name);
	scratch_write(path, text);
}

static void
make_directory(const char *name)
{
	char path[SCRATCH_PATH];

	scratch_path(path, name);
	MUST(mkdir(path, 0755) == 0, "cannot make %s", path);
}

/* The main file has this; to be freed if it is true. */
static bool
load(const char *text)
{
	const struct config_command_line line = { .file = test.main };

	scratch_write(test.main, text);
	test.why = (struct error) { 0 };
	return config_load(&test.config, &line, &test.why);
}

/* The groups that come of it, with spaces between them. */
static const char *
groups(const char *text)
{
	static char all[256];
	size_t len = 0;

	all[0] = '\0';
	if (!load(text))
		return test.why.text;
	for (size_t i = 0; i < test.config.group.count; i++)
		len += (size_t)snprintf(all + len, sizeof(all) - len, "%s%s",
		    i > 0 ? " " : "", test.config.group.at[i]); /* fits */
	config_free(&test.config);
	return all;
}

static void
reads_what_is_named(void)
{
	char text[2 * SCRATCH_PATH], path[SCRATCH_PATH];

	write_file("one", "group one\nmax_clients 7\n");
	TAP_STR(str_from(groups("group a\ninclude one\ngroup b\n")),
	    STR("a one b"), "a file, where it is included");
	scratch_path(path, "one");
	(void)snprintf(text, sizeof(text), "include %s\n", path); /* fits */
	TAP_STR(str_from(groups(text)), STR("one"), "by its whole path");
	TAP_OK(load("max_clients 6\ninclude one\n") &&
		test.config.max_clients == 7,
	    "the last value counts, wherever it stands");
	TAP_NUM(test.config.in_file, 3, "and each key counts");
	config_free(&test.config);
	TAP_OK(load("include one\nmax_clients 6\n") &&
		test.config.max_clients == 6,
	    "behind it as well");
	config_free(&test.config);
}

static void
reads_directories(void)
{
	make_directory("some");
	make_directory("some/c.conf.d");
	make_directory("none");
	TAP_STR(str_from(groups("group a\ninclude none/*.conf\n")), STR("a"),
	    "a directory without any");
	write_file("some/10-b.conf", "group b\n");
	write_file("some/9-c.conf", "group c\n");
	write_file("some/05-a.conf", "group a\ninclude more\n");
	write_file("some/more", "group more\n");
	write_file("some/.hidden.conf", "group hidden\n");
	write_file("some/05-a.conf~", "group old\n");
	TAP_STR(str_from(groups("include some/*.conf\n")), STR("a more b c"),
	    "those that match, by name; what they include is beside them");
}

static const struct {
	const char *what;
	const char *text;
	int code;
	const char *why; /* behind the directory */
} faults[] = {
	{ "a fault in it", "\ninclude bad\n", EX_CONFIG,
	    "*/bad:2: queue_max 12: must be 64K or more" },
	{ "a file that is not there", "include gone\n", EX_CONFIG,
	    "cannot open */gone: No such file or directory" },
	{ "a file that includes itself", "include loop\n", EX_CONFIG,
	    "*/loop:1: include loop: files included too deeply, limit 8" },
	{ "an escape", "nose \033[2J\n", EX_CONFIG,
	    "*:1: nose ?[2J: unknown key" },
};

static void
names_faults(void)
{
	write_file("bad", "group b\nqueue_max 12\n");
	write_file("loop", "include loop\n");
	for (size_t i = 0; i < COUNT(faults); i++) {
		TAP_OK(!load(faults[i].text) &&
			pattern_matches(faults[i].why, str_from(test.why.text)),
		    "%s: %s", faults[i].what, test.why.text);
		TAP_NUM(test.why.code, faults[i].code, "and how bad it is");
	}
}

int
main(void)
{
	scratch_path(test.main, "main");
	reads_what_is_named();
	reads_directories();
	names_faults();
	return tap_done();
}
