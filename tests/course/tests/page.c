/*
 * Each display of forkcast-course(7) with commands prints what the page shows,
 * but for numbers and spaces, once more too, and in any order. A line "..."
 * stands for any lines. Displays without a prompt are not run. Run in the root
 * of the repository.
 */
#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/conn.h"
#include "tests/lib/examples.h"
#include "tests/lib/shell.h"

#define PAGE "man/forkcast-course.7"

/* The number of the display that defines the helpers of all others. */
#define HELPERS 1

/*
 * Run before each script. A reader has one server, at the usual port; the tests
 * have many, and do not give clients the moment in which they begin. Another
 * run may have the keys of one of the lab's programs, which then says 77.
 */
#define PREFIX                                                           \
	"exec 2>&1; cd \"$TOP\" || exit\n"                               \
	"BUILD=${FORKCAST_BUILD:-build}; export BUILD\n"                 \
	"forkcastctl() {\n"                                              \
	"	case \"$*\" in *\" clients \"*)\n"                             \
	"		until command forkcastctl \"$@\" | grep -q .\n"               \
	"		do sleep 0.1; done;;\n"                                       \
	"	esac\n"                                                        \
	"	command forkcastctl \"$@\"\n"                                  \
	"}\n"                                                            \
	"lab() {\n"                                                      \
	"	program=${FORKCAST_BUILD:-build}/tests/course/lab/$1; shift\n" \
	"	for i in 1 2 3 4 5 6 7 8 9; do\n"                              \
	"		out=$(\"$program\" \"$@\"); status=$?\n"                      \
	"		[ $status -eq 77 ] || break; sleep 0.2\n"                     \
	"	done\n"                                                        \
	"	printf '%s\\n' \"$out\"; return $status\n"                     \
	"}\n"

/* The status of a program that cannot run here. */
#define SKIPPED 77

/* Commands that a system may lack, and how an example names them. */
static const struct {
	const char *says;
	const char *needs;
} lacking[] = {
	{ "ps -o", "command -v ps" },
	{ "tests/course/lab/states", "command -v ps" },
	{ "| nc ", "command -v nc" },
	{ "/proc/", "test -r /proc/self/status" },
	{ "kill -STOP", "test -r /proc/self/status" },
	{ "env -C", "env -C / true" },
	{ "ipcs -l", "command -v ipcs" },
};

#define SCRIPT_SIZE (4 * EXAMPLE_TEXT)

static struct example examples[64];

static bool
is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

/*
 * Copies the text with each number as "1", one space for any number of spaces
 * and tabs, and none at the end of a line.
 */
static void
simplify(char *to, const char *text)
{
	const char *begin = to;

	for (; *text != '\0'; text++) {
		if (isdigit((unsigned char)*text)) {
			while (isdigit((unsigned char)text[1]))
				text++;
			*to++ = '1';
		} else if (!is_blank(*text)) {
			*to++ = *text;
		} else if (!is_blank(text[1]) && text[1] != '\n' &&
		    text[1] != '\0') {
			*to++ = ' ';
		}
	}
	if (to > begin && to[-1] != '\n')
		*to++ = '\n';
	*to = '\0';
}

/* Returns whether what was printed fits what the page shows. */
static bool
fits(const char *shown, const char *printed)
{
	for (;;) {
		const size_t len = strcspn(shown, "\n");
		if (strncmp(shown, "...\n", 4) == 0) {
			for (; *printed != '\0';
			     printed += strcspn(printed, "\n") + 1)
				if (fits(shown + 4, printed))
					return true;
			return shown[4] == '\0';
		}
		if (*shown == '\0' || *printed == '\0')
			return *shown == *printed;
		if (strncmp(shown, printed, len + 1) != 0)
			return false;
		shown += len + 1;
		printed += len + 1;
	}
}

/*
 * Appends a script, with the programs of this build and this server's port for
 * those of the page. Returns the length of the whole.
 */
static size_t
put_script(const struct server *server, char script[SCRIPT_SIZE], size_t len,
    const char *text)
{
	static const char lab[] = "build/tests/course/lab/", usual[] = "1234";
	const char *port = strrchr(server->address[0], ':') + 1;

	for (const char *at = text; *at != '\0'; at++) {
		if (strncmp(at, lab, sizeof(lab) - 1) == 0) {
			len += (size_t)snprintf(
			    script + len, SCRIPT_SIZE - len, "lab ");
			at += sizeof(lab) - 2;
		} else if (strncmp(at, usual, sizeof(usual) - 1) == 0) {
			len += (size_t)snprintf(
			    script + len, SCRIPT_SIZE - len, "%s", port);
			at += sizeof(usual) - 2;
		} else {
			script[len++] = *at;
		}
		MUST(len < SCRIPT_SIZE, "a long script");
	}
	script[len] = '\0';
	return len;
}

static bool
can_run(const struct server *server, const struct example *example)
{
	for (size_t i = 0; i < COUNT(lacking); i++)
		if (strstr(example->script, lacking[i].says) != NULL &&
		    shell_status(
			shell_start(server->address[0], lacking[i].needs)) != 0)
			return false;
	return true;
}

static void
run(const struct server *server, const struct example *example)
{
	static char shown[EXAMPLE_TEXT], printed[SHELL_TEXT];
	char script[SCRIPT_SIZE] = PREFIX;
	size_t len = strlen(script);
	struct shell *shell;
	int status;

	len = put_script(server, script, len, examples[HELPERS].script);
	(void)put_script(server, script, len, example->script);
	if (!can_run(server, example)) {
		tap_note("cannot run here: %s", example->script);
		return;
	}
	shell = shell_start(server->address[0], script);
	status = shell_status(shell);
	if (status == SKIPPED) {
		tap_note("cannot run here: %s", example->script);
		return;
	}
	simplify(shown, example->output);
	simplify(printed, shell_said(shell));
	if (!TAP_OK(fits(shown, printed), "%s", example->script)) {
		tap_note("the page has:\n%sbut it prints:\n%s", example->output,
		    shell_said(shell));
		tap_note("and complains:\n%s", shell_complained(shell));
	}
}

int
main(void)
{
	const size_t count =
	    examples_read(PAGE, examples, COUNT(examples), true);
	char top[PATH_MAX];
	struct server *server = server_start(
	    &(struct setup) { .args = { "-f", "none" }, .visible = true });

	MUST(realpath(".", top) != NULL && setenv("TOP", top, 1) == 0,
	    "there is no current directory");
	for (size_t i = HELPERS + 1; i < count; i++)
		if (examples[i].is_session)
			run(server, &examples[i]);
	for (size_t i = count; i-- > HELPERS + 1;)
		if (examples[i].is_session)
			run(server, &examples[i]);
	server_stop(server);
	return tap_done();
}
