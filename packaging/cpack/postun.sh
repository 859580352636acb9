# $1: how many versions stay; 1 and more are an upgrade.
if [ -d /run/systemd/system ]; then
  systemctl daemon-reload || :
  [ "$1" -eq 0 ] || systemctl try-restart weir.service || :
fi
