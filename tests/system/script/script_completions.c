/*
 * The completions of forkcast and forkcastctl work in each of the three shells
 * that is installed. Run in the root of the repository.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/conn.h"
#include "tests/lib/shell.h"

#define CONFIG \
	"mkdir -p config/forkcast; echo group lobby >config/forkcast/config; "
#define BASH                                                          \
	CONFIG "exec bash -c '. ./client/completions/forkcast.bash; " \
	       "complete() { COMP_WORDS=(forkcast \"$@\"); "          \
	       "COMP_CWORD=$#; _forkcast; printf \"%s\\n\" "          \
	       "\"${COMPREPLY[*]}\"; }; "
#define FISH                                       \
	CONFIG "exec fish --no-config -c 'source " \
	       "client/completions/forkcast.fish; "
#define BASHCTL                                                   \
	"exec bash -c '. ./client/completions/forkcastctl.bash; " \
	"complete() { COMP_WORDS=(forkcastctl \"$@\"); "          \
	"COMP_CWORD=$#; _forkcastctl; echo ${COMPREPLY[@]}; }; "
#define FISHCTL                                                               \
	"exec fish --no-config -c 'source "                                   \
	"client/completions/forkcastctl.fish; function t; complete -C $argv " \
	"| cut -f 1 | string join \" \"; or true; end; "

static const struct shell_case in_bash[] = {
	{ BASH "complete l'", 0, "lobby listen lock log\n", "" },
	{ BASH "complete send l'", 0, "lobby\n", "" },
	{ BASH
	    "echo \"group a\\$(touch x)\" >config/forkcast/config; complete send a; ls x'",
	    2, "a\\$\\(touch\n", "ls: ...\n" },
	{ BASH "complete listen -'", 0,
	    "-a -c -C -e -f -h -j -k -m -N -n -R -s -t -V -x\n", "" },
	{ BASH "complete listen -m confi'", 0, "config\n", "" },
	{ BASH "complete listen -a \"\"'", 0, "\n", "" },
	{ BASH "complete log -'", 0, "-a -b -c -C -f -g -h -j -n -s -t -T -V\n",
	    "" },
	{ BASH "complete log -g l'", 0, "\n", "" },
	{ BASH "complete log l'", 0, "lobby\n", "" },
	{ BASH "complete bot -'", 0, "-C -h -j -n -R -s -t -V -x\n", "" },
	{ BASH "complete bot l'", 0, "lobby\n", "" },
	{ BASH "complete te'", 0, "tell\n", "" },
	{ BASH "complete tell -'", 0, "-C -d -h -l -N -n -s -t -V\n", "" },
	{ BASH "complete ping -'", 0, "-c -C -h -n -s -t -V\n", "" },
	{ BASH "complete ping -c 1'", 0, "\n", "" },
	{ BASH "complete fifo co'", 0, "config\n", "" },
	{ BASH "complete work -'", 0, "-c -C -e -h -k -n -o -P -R -s -t -V\n",
	    "" },
	{ BASH "complete work -a l'", 0, "lobby\n", "" },
	{ BASH "complete post -'", 0, "-C -d -h -l -m -n -s -t -V -w\n", "" },
	{ BASH "complete post -m \"\"'", 0, "\n", "" },
	{ BASH "complete lock -'", 0, "-C -h -m -n -s -t -V -w -z\n", "" },
	{ BASH "complete lock -m \"\"'", 0, "\n", "" },
	{ BASH "complete lock l'", 0, "lobby\n", "" },
	{ BASH "complete po'", 0, "post\n", "" },
	{ BASH "complete -s 127.0.0.1:1 po'", 0, "post\n", "" },
	{ BASH "complete -s 127.0.0.1:1 send l'", 0, "lobby\n", "" },
	{ BASH "complete put -w l'", 0, "lobby\n", "" },
	{ BASH "complete put -'", 0, "-C -d -h -i -n -s -t -V\n", "" },
	{ BASH "complete cut -'", 0, "-C -d -h -n -s -t -V\n", "" },
	{ BASH "complete get -'", 0, "-C -e -h -i -l -n -s -t -V -w\n", "" },
	{ BASH "complete get -w -e l'", 0, "\n", "" },
	{ BASH
	    "XDG_CONFIG_HOME=/nonexistent; complete send \"\"; echo ${#COMPREPLY[@]}'",
	    0, "\n0\n", "" },
};

static const struct shell_case ctl_in_bash[] = {
	{ BASHCTL "complete st'", 0, "status stop\n", "" },
	{ BASHCTL "complete -'", 0, "-c -h -p -s -t -V\n", "" },
	{ BASHCTL "complete clients -o p'", 0, "pid peer process\n", "" },
	{ BASHCTL "complete check -'", 0, "-c -t -w\n", "" },
	{ BASHCTL "complete top -d \"\"'", 0, "\n", "" },
	{ BASHCTL "complete stop \"\"; echo ${#COMPREPLY[@]}'", 0, "\n0\n",
	    "" },
	{ BASHCTL "complete -p $SERVER kick a'", 0, "ali\n", "" },
	{ BASHCTL "complete -p $SERVER kick ali a'", 0, "\n", "" },
	{ BASHCTL "complete -p $SERVER clients -o name a'", 0, "ali\n", "" },
	{ BASHCTL "complete -p $SERVER say lo'", 0, "lobby\n", "" },
	{ BASHCTL "complete -p $SERVER box \"\"'", 0, "remove\n", "" },
	{ BASHCTL "complete -p $SERVER box remove l'", 0, "lobby\n", "" },
	{ BASHCTL "complete -p \"${SERVER%?}\"' | grep -ow $SERVER", 0, "*\n",
	    "" },
	/* As bash takes an address apart at its colons. */
	{ BASHCTL "complete -s 127.0.0.1 : ${PORT%?}' | grep -ow $PORT", 0,
	    "*\n", "" },
	{ BASHCTL "complete -s 127.0.0.1 : $PORT sto'", 0, "stop\n", "" },
};

static const struct shell_case in_fish[] = {
	{ FISH "complete -C \"forkcast l\" | cut -f 1 | sort'", 0,
	    "listen\nlobby\nlock\nlog\n", "" },
	{ FISH "complete -C \"forkcast listen -\" | cut -f 1 | sort | tr -d "
	       "\"\\n\"; echo'",
	    0, "-C-N-R-V-a-c-e-f-h-j-k-m-n-s-t-x\n", "" },
	{ FISH "complete -C \"forkcast log -\" | cut -f 1 | sort | tr -d "
	       "\"\\n\"; echo'",
	    0, "-C-T-V-a-b-c-f-g-h-j-n-s-t\n", "" },
	{ FISH "complete -C \"forkcast bot -\" | cut -f 1 | sort | tr -d "
	       "\"\\n\"; echo'",
	    0, "-C-R-V-h-j-n-s-t-x\n", "" },
	{ FISH "complete -C \"forkcast ping -\" | cut -f 1 | sort | tr -d "
	       "\"\\n\"; echo'",
	    0, "-C-V-c-h-n-s-t\n", "" },
	{ FISH "complete -C \"forkcast work -\" | cut -f 1 | sort | tr -d "
	       "\"\\n\"; echo'",
	    0, "-C-P-R-V-c-e-h-k-n-o-s-t\n", "" },
	{ FISH "complete -C \"forkcast post -\" | cut -f 1 | sort | tr -d "
	       "\"\\n\"; echo'",
	    0, "-C-V-d-h-l-m-n-s-t-w\n", "" },
	{ FISH "complete -C \"forkcast send l\" | cut -f 1'", 0, "lobby\n",
	    "" },
	{ FISH "complete -C \"forkcast -s 127.0.0.1:1 send l\" | cut -f 1'", 0,
	    "lobby\n", "" },
};

static const struct shell_case ctl_in_fish[] = {
	{ FISHCTL "t \"forkcastctl st\"'", 0, "status stop\n", "" },
	{ FISHCTL "t \"forkcastctl -\"'", 0, "-c -h -p -s -t -V\n", "" },
	{ FISHCTL "t \"forkcastctl clients -o p\"'", 0, "peer pid process\n",
	    "" },
	{ FISHCTL "t \"forkcastctl check -\"'", 0, "-c -t -w\n", "" },
	{ FISHCTL "t \"forkcastctl -p $SERVER kick a\"'", 0, "ali\n", "" },
	{ FISHCTL "t \"forkcastctl -p $SERVER kick ali a\"'", 0, "", "" },
	{ FISHCTL "t \"forkcastctl -p $SERVER say lo\"'", 0, "lobby\n", "" },
	{ FISHCTL "t \"forkcastctl box r\"'", 0, "remove\n", "" },
	{ FISHCTL "t \"forkcastctl -p $SERVER box remove l\"'", 0, "lobby\n",
	    "" },
};

static const struct shell_case in_zsh[] = {
	{ "exec zsh -n client/completions/_forkcast", 0, "", "" },
	{ "exec zsh -n client/completions/_forkcastctl", 0, "", "" },
};

static bool
is_there(const char *program)
{
	char script[64];

	(void)snprintf(script, sizeof(script), "command -v %s", program);
	return shell_status(shell_start("1", script)) == 0;
}

/* The scripts run elsewhere: the completions are brought to them. */
static void
bring_completions(void)
{
	char link[SCRATCH_PATH];
	char here[4096];

	scratch_path(link, "client");
	MUST(realpath("client", here) != NULL && symlink(here, link) == 0,
	    "no completions");
}

/*
 * A shell gives up after a second what forkcastctl is to complete. On a busy
 * machine that is too short: here, timeout(1) waits for as long as it takes.
 */
static void
complete_without_haste(void)
{
	char place[SCRATCH_PATH], program[SCRATCH_PATH];
	char path[4096];
	const char *before = getenv("PATH");

	scratch_path(place, "patient");
	scratch_path(program, "patient/timeout");
	MUST(mkdir(place, 0700) == 0, "no directory for timeout");
	scratch_write(program, "#!/bin/sh\nshift\nexec \"$@\"\n");
	(void)snprintf(path, sizeof(path), "%s:%s", place,
	    before != NULL ? before : "/usr/bin:/bin");
	MUST(chmod(program, 0700) == 0 && setenv("PATH", path, 1) == 0,
	    "no timeout of our own");
}

/* Sets up the words to complete: a process ID, a port, and Ali in lobby. */
static struct conn *
start_server(struct server **server)
{
	struct conn *ali;

	*server = server_start(NULL);
	ali = conn_member(*server, "ali", "lobby");
	conn_ask(ali, "take lobby 1", "ok take lobby 1");
	shell_set_number("SERVER", (*server)->pid);
	shell_set_number(
	    "PORT", strtol(strrchr((*server)->address[0], ':') + 1, NULL, 10));
	shell_run("until forkcastctl -p $SERVER clients -j | grep -q ali; do "
		  "sleep 0.05 || sleep 1; done",
	    0, "", "");
	return ali;
}

int
main(void)
{
	struct server *server;
	struct conn *ali = start_server(&server);

	bring_completions();
	complete_without_haste();
	PASS("there are completions");
	if (is_there("bash")) {
		shell_cases("1", in_bash);
		shell_cases("1", ctl_in_bash);
	}
	if (is_there("fish")) {
		shell_cases("1", in_fish);
		shell_cases("1", ctl_in_fish);
	}
	if (is_there("zsh"))
		shell_cases("1", in_zsh);
	conn_close(ali);
	server_stop(server);
	return tap_done();
}
