/* Gradings that a test starts and reads: see graded.h. */
#include "graded.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "tests/lib/must.h"

#define COMMAND_SIZE 1024
#define RUNNING_MAX 64

static struct {
	unsigned count;
	pid_t running[RUNNING_MAX]; /* 0: none */
} gradings;

/* At exit: a grading that is told to stop ends its server first. */
static void
end_all(void)
{
	for (size_t i = 0; i < RUNNING_MAX; i++)
		if (gradings.running[i] != 0) {
			(void)kill(gradings.running[i], SIGTERM);
			(void)waitpid(gradings.running[i], NULL, 0);
		}
}

static void
prepare(void)
{
	if (gradings.count++ > 0)
		return;
	MUST(atexit(end_all) == 0, "no room for atexit");
#ifdef __linux__
	(void)prctl(PR_SET_CHILD_SUBREAPER, 1UL); /* or less is noticed */
#endif
}

static void
note_running(pid_t old, pid_t new)
{
	size_t i = 0;

	while (i < RUNNING_MAX && gradings.running[i] != old)
		i++;
	MUST(i < RUNNING_MAX, "too many gradings at once");
	gradings.running[i] = new;
}

void
graded_program(char path[SCRATCH_PATH], const char *name)
{
	const char *build = getenv("FORKCAST_BUILD");
	const int len = snprintf(path, SCRATCH_PATH, "%s/tests/course/%s",
	    build != NULL ? build : "build", name);

	MUST(len > 0 && len < SCRATCH_PATH && access(path, X_OK) == 0,
	    "cannot run %s", path);
}

static void
run(const char *line, const char *out)
{
	const int fd = open(out, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd == -1 || dup2(fd, 1) == -1 || dup2(fd, 2) == -1)
		_exit(126);
	(void)close(fd);
	(void)execl("/bin/sh", "sh", "-c", line, (char *)NULL);
	_exit(127);
}

void
graded_start(struct graded *graded, const char *options, const char *command)
{
	char line[COMMAND_SIZE];
	char name[32];
	char program[SCRATCH_PATH];

	prepare();
	*graded = (struct graded) { .status = -1 };
	graded_program(program, "grade/grade");
	(void)snprintf(name, sizeof(name), "out-%u", gradings.count);
	scratch_path(graded->out, name);
	(void)snprintf(name, sizeof(name), "json-%u", gradings.count);
	scratch_path(graded->json, name);
	(void)snprintf(line, sizeof(line), "exec %s %s -j %s '%s'", program,
	    options, graded->json, command);
	graded->pid = fork();
	MUST(graded->pid != -1, "cannot fork: %s", strerror(errno));
	if (graded->pid == 0)
		run(line, graded->out);
	note_running(0, graded->pid);
}

/* Reads the lines "0/7  TRIAL  FAULT: ...". */
static void
read_faults(struct graded *graded)
{
	char trial[32];
	size_t len = 0;

	for (const char *line = graded->text; line != NULL;) {
		int end = 0;
		(void)sscanf(line, " 0/%*u %31s FAULT:%n", trial, &end);
		if (end > 0)
			len += (size_t)snprintf(graded->faults + len,
			    sizeof(graded->faults) - len, "%s%s",
			    len > 0 ? " " : "", trial);
		line = strchr(line, '\n');
		line = line != NULL ? line + 1 : NULL;
	}
}

void
graded_wait(struct graded *graded)
{
	FILE *file;
	size_t len;
	int status;

	MUST(waitpid(graded->pid, &status, 0) == graded->pid, "no grading");
	note_running(graded->pid, 0);
	graded->pid = 0;
	graded->status =
	    WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	file = fopen(graded->out, "r");
	MUST(file != NULL, "no output");
	len = fread(graded->text, 1, sizeof(graded->text) - 1, file);
	graded->text[len] = '\0';
	(void)fclose(file); /* it was only read */
	read_faults(graded);
}

void
graded_leaves_nothing(void)
{
	const pid_t left = waitpid(-1, NULL, WNOHANG);

	TAP_OK(left == -1 && errno == ECHILD,
	    "no process of a server is left (%ld)", (long)left);
}
