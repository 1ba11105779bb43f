/* Accounts: each file *.talk here begins with what it promises. */
#include "tests/lib/talks.h"

int
main(int argc, char *argv[])
{
	return talks_main("tests/system/accounts", argc, argv);
}
