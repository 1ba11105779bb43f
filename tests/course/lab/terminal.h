/*
 * A program that runs as if in another terminal: a test types its input and
 * reads its screen, both of which are pipes.
 */
#ifndef TERMINAL_H
#define TERMINAL_H

#include <fcntl.h>

#include "lab.h"

struct terminal {
	const char *name;
	pid_t pid;
	FILE *keyboard, *screen;
};

static inline FILE *
stream(int fd, const char *mode)
{
	must("fcntl", fcntl(fd, F_SETFD, FD_CLOEXEC));
	FILE *file = fdopen(fd, mode);
	must("fdopen", file == NULL ? -1 : 0);
	return file;
}

/* Starts a program with one argument, or with two. */
static inline struct terminal
terminal_open(char *program, char *first, char *second)
{
	char *const words[] = { program, first, second, NULL };
	int in[2], out[2];

	must("pipe", pipe(in));
	must("pipe", pipe(out));
	const pid_t child = must_fork();
	(void)signal(SIGPIPE, child == 0 ? SIG_DFL : SIG_IGN);
	if (child == 0) {
		must("dup2", dup2(in[0], STDIN_FILENO));
		must("dup2", dup2(out[1], STDOUT_FILENO));
		must("dup2", dup2(out[1], STDERR_FILENO));
		for (int i = 0; i < 2; i++)
			must("close", close(in[i]) == 0 ? close(out[i]) : -1);
		must(program, execv(program, words));
	}
	must("close", close(in[0]) == 0 ? close(out[1]) : -1);
	return (struct terminal) { first, child, stream(in[1], "w"),
		stream(out[0], "r") };
}

/* Types a line. The program may be gone; then its screen says why. */
static inline void
terminal_type(const struct terminal *terminal, const char *line)
{
	(void)fprintf(terminal->keyboard, "%s\n", line);
	(void)fflush(terminal->keyboard);
}

/* Reads a line into text, shows it, and is true; false at the end. */
static inline bool
terminal_line(const struct terminal *terminal, char *text, int room)
{
	if (fgets(text, room, terminal->screen) == NULL)
		return false;
	text[strcspn(text, "\n")] = '\0';
	if (strncmp(text, "1..0", 4) == 0) { /* it cannot run here */
		say("%s", text);
		exit(SKIPPED);
	}
	say("  %s> %s", terminal->name, text);
	return true;
}

/* Reads a line that begins with that text. */
static inline void
terminal_expect(
    const struct terminal *terminal, const char *text, const char *sentence)
{
	char line[256];

	expect(terminal_line(terminal, line, sizeof(line)) &&
		strncmp(line, text, strlen(text)) == 0,
	    sentence);
}

/* Types Ctrl-D: the end of the program's input. */
static inline void
terminal_end(struct terminal *terminal)
{
	if (terminal->keyboard != NULL)
		(void)fclose(terminal->keyboard); /* as above */
	terminal->keyboard = NULL;
}

/* Types Ctrl-D, shows the rest of the screen, returns the exit status. */
static inline int
terminal_close(struct terminal *terminal)
{
	char text[256];

	terminal_end(terminal);
	while (terminal_line(terminal, text, sizeof(text)))
		continue;
	must("close", fclose(terminal->screen));
	return status_of(terminal->pid);
}

#endif
