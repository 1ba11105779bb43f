/* The completions, in those of the three shells that are installed. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/lib/shell.h"

#define CONFIG \
	"mkdir -p config/forkcast; echo group lobby >config/forkcast/config; "
#define BASH                                                          \
	CONFIG "exec bash -c '. ./client/completions/forkcast.bash; " \
	       "complete() { COMP_WORDS=(forkcast \"$@\"); "          \
	       "COMP_CWORD=$#; _forkcast; echo ${COMPREPLY[@]}; }; "
#define FISH                                       \
	CONFIG "exec fish --no-config -c 'source " \
	       "client/completions/forkcast.fish; "

static const struct shell_case in_bash[] = {
	{ BASH "complete l'", 0, "lobby listen\n", "" },
	{ BASH "complete send l'", 0, "lobby\n", "" },
	{ BASH
	    "echo \"group a\\$(touch x)\" >config/forkcast/config; complete send a; ls x'",
	    2, "a\\$\\(touch\n", "ls: ...\n" },
	{ BASH "complete listen -'", 0,
	    "-c -e -h -i -j -k -n -P -R -r -s -t -T -x\n", "" },
	{ BASH "complete ping -'", 0, "-c -h -i -n -s -t -u\n", "" },
	{ BASH "complete ping -c 1'", 0, "\n", "" },
	{ BASH "complete fifo co'", 0, "config\n", "" },
	{ BASH "complete work -'", 0, "-c -h -k -n -o -P -R -s -t\n", "" },
	{ BASH "complete po'", 0, "post\n", "" },
};

static const struct shell_case in_fish[] = {
	{ FISH "complete -C \"forkcast l\" | cut -f 1 | sort'", 0,
	    "listen\nlobby\n", "" },
	{ FISH "complete -C \"forkcast listen -\" | cut -f 1 | sort | tr -d "
	       "\"\\n\"; echo'",
	    0, "-P-R-T-c-e-h-i-j-k-n-r-s-t-x\n", "" },
	{ FISH "complete -C \"forkcast ping -\" | cut -f 1 | sort | tr -d "
	       "\"\\n\"; echo'",
	    0, "-c-h-i-n-s-t-u\n", "" },
	{ FISH "complete -C \"forkcast work -\" | cut -f 1 | sort | tr -d "
	       "\"\\n\"; echo'",
	    0, "-P-R-c-h-k-n-o-s-t\n", "" },
	{ FISH "complete -C \"forkcast send l\" | cut -f 1'", 0, "lobby\n",
	    "" },
};

static const struct shell_case in_zsh[] = {
	{ "exec zsh -n client/completions/_forkcast", 0, "", "" },
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

int
main(void)
{
	bring_completions();
	PASS("there are completions");
	if (is_there("bash"))
		shell_cases("1", in_bash);
	if (is_there("fish"))
		shell_cases("1", in_fish);
	if (is_there("zsh"))
		shell_cases("1", in_zsh);
	return tap_done();
}
