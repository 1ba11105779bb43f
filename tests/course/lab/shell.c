/*
 * A small shell: prompt, parse, fork, execvp, wait. "shell prompt" reads
 * commands from the terminal until Ctrl-D; cd and exit are built in, because a
 * child cannot do them for its parent. Ctrl-C ends the command, not the shell.
 */
#include "terminal.h"

#define LINE 1024
#define WORDS (LINE / 2 + 1) /* the most that a line can have, and NULL */

/* Splits a line at its blanks into words and NULL; returns their number. */
static int
parse(char *line, char *words[WORDS])
{
	int count = 0;
	char *rest, *word = strtok_r(line, " \t\n", &rest);

	for (; word != NULL; word = strtok_r(NULL, " \t\n", &rest))
		words[count++] = word;
	words[count] = NULL;
	return count;
}

/* A child becomes the command; returns its exit status. */
static int
run(char *words[])
{
	const pid_t child = must_fork();

	if (child != 0)
		return status_of(child);
	(void)signal(SIGINT, SIG_DFL);
	(void)execvp(words[0], words);
	const int error = errno;
	say("%s: %s", words[0], strerror(error));
	exit(error == ENOENT ? 127 : 126);
}

static int
shell(void)
{
	char line[LINE], *words[WORDS];
	int count, status = 0;

	(void)signal(SIGINT, SIG_IGN);
	for (;;) {
		must("prompt", printf("%d$ ", status));
		must("prompt", fflush(stdout));
		if (fgets(line, LINE, stdin) == NULL)
			return status;
		if (strlen(line) == LINE - 1)
			return 1; /* too long: the rest is no command */
		if ((count = parse(line, words)) == 0)
			continue;
		if (strcmp(words[0], "exit") == 0)
			return status;
		if (strcmp(words[0], "cd") == 0)
			status = chdir(count > 1 ? words[1] : "/") == 0 ? 0 : 1;
		else
			status = run(words);
	}
}

int
main(int argc, char *argv[])
{
	if (argc > 1)
		return shell();
	must("setenv", setenv("PATH", "/bin:/usr/bin", 1));
	struct terminal user = terminal_open(argv[0], "prompt", NULL);
	terminal_type(&user, "echo salam\ncd /\npwd\nfalse\nno-such-program");
	terminal_expect(&user, "0$ salam", "it prompts, and runs a command");
	terminal_expect(&user, "0$ 0$ /", "cd is the shell's, not a child's");
	terminal_expect(&user, "0$ 1$ no-such-program: ", "false returns 1");
	expect(terminal_close(&user) == 127, "the last command was not found");
	return 0;
}
