# $1: how many versions are installed now; 1 is the first.
systemd-sysusers weir.conf || :
# The configuration may name secrets: it is for root and the exporter alone.  Once, so that what
# somebody has decided otherwise stays.
if [ "$1" -eq 1 ]; then
  chgrp weir /etc/weir /etc/weir/exporter.yaml || :
  chmod 0750 /etc/weir || :
  chmod 0640 /etc/weir/exporter.yaml || :
fi
if [ -d /run/systemd/system ]; then
  systemctl daemon-reload || :
  [ "$1" -ne 1 ] || systemctl preset weir.service || :
fi
