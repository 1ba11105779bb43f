/*
 * forkcast, the client: reads the options, connects, and leaves the rest to
 * the chat. See forkcast(1).
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "chat.h"
#include "shared/addr.h"
#include "shared/codes.h"
#include "shared/die.h"
#include "shared/io.h"
#include "shared/names.h"
#include "shared/version.h"

#define USAGE                                                        \
	"usage: forkcast [-1hqTV] [-l FILE] [-n NAME] [-s ADDRESS] " \
	"[GROUP]..."

/* Where the server's password stands, if it wants one. */
#define PASSWORD "FORKCAST_PASSWORD"

/* Addresses of a host that are tried in turn. */
#define ADDRESSES 16

/* Prints a line for -h or -V and ends. */
static noreturn void
answer(const char *line)
{
	if (printf("%s\n", line) < 0 || fflush(stdout) != 0)
		die_errno(EX_IOERR, "cannot write to standard output");
	exit(EX_OK);
}

static void
check_groups(char *const *groups)
{
	for (; *groups != NULL; groups++) {
		const enum code code = group_check(str_from(*groups));
		if (code != CODE_OK)
			die(EX_USAGE, "the group \"%s\" cannot be: %s", *groups,
			    code_text(code).at);
	}
}

/* What cannot be a password is not shown. */
static const char *
find_password(void)
{
	const char *password = getenv(PASSWORD);

	if (password == NULL || *password == '\0')
		return NULL;
	if (token_check(str_from(password)) != CODE_OK)
		die(EX_USAGE,
		    PASSWORD " cannot be a password: those have 1 to 64 bytes "
			     "and no spaces");
	return password;
}

/* Fills in the options and returns the address to connect to. */
static const char *
read_options(struct chat_options *options, int argc, char *const *argv)
{
	const char *address = ADDR_DEFAULT;
	int option;

	while ((option = getopt(argc, argv, "1hl:n:qs:TV")) != -1) {
		switch (option) {
		case '1':
			options->once = true;
			break;
		case 'h':
			answer(USAGE);
		case 'l':
			options->log = optarg;
			break;
		case 'n':
			options->name = optarg;
			break;
		case 'q':
			options->quiet = true;
			break;
		case 's':
			address = optarg;
			break;
		case 'T':
			options->times = true;
			break;
		case 'V':
			answer("forkcast " VERSION);
		default: /* getopt has said what is wrong */
			(void)fprintf(stderr, "%s\n", USAGE);
			exit(EX_USAGE);
		}
	}
	options->password = find_password();
	options->groups = argv + optind;
	check_groups(options->groups);
	return address;
}

/* A socket that is connected to the address, or -1 with errno. */
static int
try_address(const struct addr *addr)
{
	const int yes = 1;
	int fd = socket(addr->to.any.sa_family, SOCK_STREAM, 0);

	if (fd == -1)
		return -1;
	if (connect(fd, &addr->to.any, addr->len) != 0)
		io_close(&fd);
	if (fd == -1 || addr_is_unix(addr))
		return fd;
	/* Both are for comfort: without them all still works. */
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
	(void)setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &yes, sizeof(yes));
	return fd;
}

/* A non-blocking socket that is connected to the server; ends if none is. */
static int
connect_to(const char *address)
{
	struct addr addr[ADDRESSES];
	size_t count;
	const char *wrong = addr_look_up(addr, COUNT(addr), &count, address);
	char tried[ADDR_TEXT];
	int fd = -1;

	if (wrong != NULL)
		die(EX_USAGE, "cannot use the address %s: %s", address, wrong);
	for (size_t i = 0; i < count && fd == -1; i++)
		fd = try_address(&addr[i]);
	addr_text(&addr[count - 1], tried);
	if (fd == -1)
		die(EX_UNAVAILABLE,
		    "cannot connect to %s: %s; is forkcastd running?", tried,
		    strerror(errno));
	if (!io_prepare(fd))
		die_errno(EX_OSERR, "cannot prepare the connection");
	return fd;
}

int
main(int argc, char **argv)
{
	struct chat_options options = { 0 };
	const struct sigaction ignore = { .sa_handler = SIG_IGN };

	die_name("forkcast");
	if (!io_open_standard())
		die_errno(EX_OSERR, "cannot open /dev/null");
	const char *address = read_options(&options, argc, argv);
	options.person = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
	/* Writes tell of it; SIGPIPE exists, so that this cannot fail. */
	(void)sigaction(SIGPIPE, &ignore, NULL);
	options.address = address;
	options.connect = connect_to;
	return chat_run(connect_to(address), &options);
}
