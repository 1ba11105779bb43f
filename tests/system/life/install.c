/*
 * make install puts the same files with the same modes into any PREFIX,
 * whatever the umask; the texts name PREFIX and SYSCONFDIR; and make uninstall
 * removes all these files, and no others. Run in the root of the repository.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/lib/shell.h"

#define PREFIX "/opt/odd-1.0/chat"

/* It builds nothing: the programs under test are there. */
#define MAKE                                                                \
	"unset MAKEFLAGS MFLAGS MAKELEVEL; umask 077; cd \"$SOURCE\" && "   \
	"make -s BUILD=\"$BUILT\" DESTDIR=\"$SCRATCH/root\" PREFIX=" PREFIX \
	" SYSCONFDIR=/opt/conf "

static const struct shell_case cases[] = {
	{ MAKE "install-built", 0, "forkcast is in */root" PREFIX "\n", "" },
	{ "cd root" PREFIX " && find . -type d ! -perm 755", 0, "", "" },
	{ "cd root" PREFIX " && find . -type f ! -perm 644 | LC_ALL=C sort", 0,
	    "./bin/forkcast\n"
	    "./sbin/forkcastctl\n"
	    "./sbin/forkcastd\n"
	    "./share/forkcast/service/daemontools/log/run\n"
	    "./share/forkcast/service/daemontools/run\n"
	    "./share/forkcast/service/runit/log/run\n"
	    "./share/forkcast/service/runit/run\n"
	    "./share/forkcast/service/s6/log/run\n"
	    "./share/forkcast/service/s6/run\n",
	    "" },
	{ "cd root" PREFIX " && find . -type f ! -perm 644 ! -perm 755", 0, "",
	    "" },
	{ "cd root" PREFIX " && find . -type f -perm 644 | LC_ALL=C sort", 0,
	    "./lib/systemd/system/forkcastd.service\n"
	    "./lib/systemd/system/forkcastd.socket\n"
	    "./lib/sysusers.d/forkcast.conf\n"
	    "./share/bash-completion/completions/forkcast\n"
	    "./share/bash-completion/completions/forkcastctl\n"
	    "./share/fish/vendor_completions.d/forkcast.fish\n"
	    "./share/fish/vendor_completions.d/forkcastctl.fish\n"
	    "./share/forkcast/directories\n"
	    "./share/forkcast/service/fail2ban/filter.d/forkcastd.conf\n"
	    "./share/forkcast/service/fail2ban/jail.d/forkcastd.conf\n"
	    "./share/forkcast/service/forkcastd.conf\n"
	    "./share/forkcast/service/s6/notification-fd\n"
	    "./share/forkcast/service/sysctl.conf\n"
	    "./share/man/man1/forkcast-bridge.1\n"
	    "./share/man/man1/forkcast-scripts.1\n"
	    "./share/man/man1/forkcast.1\n"
	    "./share/man/man5/forkcast-history.5\n"
	    "./share/man/man5/forkcastd.conf.5\n"
	    "./share/man/man7/forkcast-course.7\n"
	    "./share/man/man7/forkcast-irc.7\n"
	    "./share/man/man7/forkcast-protocol.7\n"
	    "./share/man/man7/forkcast-service.7\n"
	    "./share/man/man7/forkcast-start.7\n"
	    "./share/man/man8/forkcastctl.8\n"
	    "./share/man/man8/forkcastd.8\n"
	    "./share/zsh/site-functions/_forkcast\n"
	    "./share/zsh/site-functions/_forkcastctl\n",
	    "" },
	{ "cd root && find . ! -path '*" PREFIX "/*' -type f", 0, "", "" },
	{ "cd root" PREFIX " && grep -rIlF -e /usr/local -e /etc/forkcastd. .",
	    1, "", "" },
	{ "cd root" PREFIX " && grep -h ^Exec lib/systemd/system/*.service; "
	  "tail -n 1 share/forkcast/service/*/run",
	    0,
	    "ExecStart=" PREFIX "/sbin/forkcastd\n"
	    "ExecReload=" PREFIX "/sbin/forkcastctl ...\n"
	    "==> share/forkcast/service/daemontools/run <==\n"
	    "exec " PREFIX "/sbin/forkcastd ...\n\n"
	    "==> share/forkcast/service/runit/run <==\n"
	    "exec " PREFIX "/sbin/forkcastd ...\n\n"
	    "==> share/forkcast/service/s6/run <==\n"
	    "exec " PREFIX "/sbin/forkcastd -r 3 ...\n",
	    "" },
	{ "cmp $BUILT/forkcastd root" PREFIX "/sbin/forkcastd", 0, "", "" },
	/* Again, over what somebody has changed and what runs. */
	{ "cd root" PREFIX
	  " && chmod 700 sbin && chmod 600 share/man/man1/* && "
	  "echo mine >share/forkcast/service/mine && mkdir share/man/man3",
	    0, "", "" },
	{ MAKE "install-built", 0, "forkcast is in ...\n", "" },
	{ "cd root" PREFIX " && find . ! -perm 755 ! -perm 644", 0, "./sbin\n",
	    "" },
	{ MAKE "uninstall", 0, "", "" },
	{ "cd root && find . ! -type d", 0,
	    "." PREFIX "/share/forkcast/service/mine\n", "" },
	{ "cd root" PREFIX " && find . -type d -empty", 0, "./share/man/man3\n",
	    "" },
	/* Where nothing was, and where an empty directory was. */
	{ "rm -r root", 0, "", "" },
	{ MAKE "install-built", 0, "forkcast is in ...\n", "" },
	{ MAKE "uninstall", 0, "", "" },
	{ "find root", 0, "root\n", "" },
	{ "mkdir -p root" PREFIX "/share/man", 0, "", "" },
	{ MAKE "install-built", 0, "forkcast is in ...\n", "" },
	{ MAKE "install-built", 0, "forkcast is in ...\n", "" },
	{ MAKE "uninstall", 0, "", "" },
	{ "cd root && find . -depth -type d -empty", 0,
	    "." PREFIX "/share/man\n", "" },
	{ "cd root" PREFIX " && find . | LC_ALL=C sort", 0,
	    ".\n./share\n./share/man\n", "" },
	{ MAKE "uninstall", 0, "", "" },
};

/* The variables of the scripts. */
static void
set_paths(void)
{
	const char *build = getenv("FORKCAST_BUILD");
	char path[PATH_MAX], scratch[SCRATCH_PATH];

	MUST(realpath(build != NULL ? build : "build", path) != NULL &&
		setenv("BUILT", path, 1) == 0,
	    "there is no build directory");
	MUST(realpath(".", path) != NULL && setenv("SOURCE", path, 1) == 0,
	    "there is no source");
	scratch_path(scratch, "");
	MUST(setenv("SCRATCH", scratch, 1) == 0, "out of memory");
}

int
main(void)
{
	set_paths();
	shell_cases("1", cases);
	return tap_done();
}
