/*
 * People come by ssh: forkcast -C 'ssh HOST forkcast stdio', and a chat by ssh
 * chat@HOST, as forkcast-service(7) has it. The sshd is a child of each ssh, so
 * that it needs no port and no root. Skipped without ssh and sshd, and for a
 * user who may not log in.
 */
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/conn.h"
#include "tests/lib/pty.h"
#include "tests/lib/scratch.h"
#include "tests/lib/shell.h"

#define SSHD "/usr/sbin/sshd"

/* Root's sshd wants an empty directory for its children. */
static const struct shell_case before[] = {
	{ "set -e; [ `id -u` != 0 ] || mkdir -p /run/sshd; mkdir -p config state; "
	  "for k in host key guest; do "
	  "ssh-keygen -q -t ed25519 -N '' -f $k; done; "
	  "cp key.pub authorized; "
	  "echo \"restrict,pty,environment=\\\"FORKCAST_NAME=sara\\\" "
	  "`cat guest.pub`\" >guests; "
	  "env=\"SetEnv PATH=$PATH XDG_CONFIG_HOME=$PWD/config "
	  "XDG_STATE_HOME=$PWD/state\"; "
	  "common=\"HostKey $PWD/host\nStrictModes no\nUsePAM no\n"
	  "PasswordAuthentication no\nKbdInteractiveAuthentication no\n"
	  "PidFile none\nLogLevel ERROR\"; "
	  "echo \"$common\nAuthorizedKeysFile $PWD/authorized\n"
	  "$env FORKCAST_SERVER=$FORKCAST_SERVER\" >plain; "
	  "echo \"$common\nAuthorizedKeysFile $PWD/guests\n"
	  "PermitUserEnvironment FORKCAST_NAME\n"
	  "$env FORKCAST_SERVER=$TCP FORKCAST_RESTRICTED=1\n"
	  "ForceCommand exec forkcast 1\" >forced; "
	  "for h in plain forced; do echo \"Host $h\nProxyCommand " SSHD
	  " -i -f $PWD/$h 2>>$PWD/sshd.log\"; done >ssh_config; "
	  "echo \"Host forced\nIdentityFile $PWD/guest\nHost *\nUser `id -un`\n"
	  "HostKeyAlias chat\nUserKnownHostsFile $PWD/known\n"
	  "StrictHostKeyChecking yes\nIdentityFile $PWD/key\nIdentitiesOnly yes\n"
	  "IdentityAgent none\nBatchMode yes\nLogLevel ERROR\" >>ssh_config; "
	  "echo \"chat `cut -d ' ' -f 1,2 host.pub`\" >known",
	    0, "", "" }
};

#define SSH "ssh -F $PWD/ssh_config "

static const struct shell_case cases[] = {
	{ "echo x | " SSH "plain forkcast stdio | "
	  "sed \"s/ `id -un`$/ LOGIN/\"",
	    0, "ok name LOGIN\nbye quit ...\n", "" },
	{ "forkcast post -l -C \"" SSH "plain forkcast stdio\"", 0, "", "" },
	{ "echo \"chat `cut -d ' ' -f 1,2 key.pub`\" >other; "
	  "forkcast post -l -C \"" SSH "-o UserKnownHostsFile=$PWD/other plain "
	  "forkcast stdio\" 2>&1 | tail -n 2 | tr -d '\\r'",
	    0,
	    "Host key verification failed.\n"
	    "forkcast post: connection lost: via: exit status 255\n",
	    "" },
	{ "echo quit | " SSH "forced cat /etc/passwd", 0,
	    "-- ok name sara\n-- join 1 sara\n-- bye quit ...\n", "" },
	{ "echo quit | " SSH "-W 127.0.0.1:1 forced 2>&1 | tr -d '\\r'", 0,
	    "stdio forwarding failed\n", "" },
};

/* A stranger's chat. */
static void
guest(void)
{
	char config[SCRATCH_PATH];
	const char *const argv[] = { "ssh", "-F", config, "-tt", "forced",
		NULL };

	scratch_path(config, "ssh_config");
	struct pty *pty = pty_start_sized(argv, 10, 58);
	pty_expect(pty, "-- sara has joined #1");
	pty_type(pty, "\x1a");
	pty_expect(pty, "!! suspending: not allowed with FORKCAST_RESTRICTED");
	pty_type(pty, "/quit\r");
	MUST(pty_status(pty) == 0, "the client did not end well");
	PASS("a stranger has the name of the key, and no shell");
}

/* Returns whether sshd can run a command as this user. */
static bool
may_log_in(void)
{
	const struct passwd *user = getpwuid(getuid());

	return user != NULL && strstr(user->pw_shell, "nologin") == NULL &&
	    strstr(user->pw_shell, "/false") == NULL;
}

int
main(void)
{
	static char path[SCRATCH_PATH];
	const struct setup setup = { .config = "peer_names yes\n",
		.listen = { path, "127.0.0.1:0" } };

	if (access(SSHD, X_OK) != 0 || system("command -v ssh >/dev/null") != 0)
		tap_skip("ssh or sshd is not installed");
	if (!may_log_in())
		tap_skip("this user may not log in");
	scratch_path(path, "chat");
	struct server *server = server_start(&setup);
	MUST(setenv("TCP", server->address[1], 1) == 0, "setenv");
	shell_cases(server->address[0], before);
	shell_cases(server->address[0], cases);
	guest();
	server_stop(server);
	return tap_done();
}
