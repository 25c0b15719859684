"""`python nobody.py words...`: the command line as a user to whom nothing belongs; only root can become one."""

import codecs
import os
import pwd
import zoneinfo

from daemon.cli import main

if __name__ == "__main__":
    # what is loaded when it is first needed stands where nobody else may read
    for name in ("utf-8-sig", "ascii", "latin-1", "idna"):
        codecs.lookup(name)
    zoneinfo.available_timezones()
    user = pwd.getpwnam("nobody")
    os.setgroups([])
    os.setgid(user.pw_gid)
    os.setuid(user.pw_uid)
    main()
