"""Real vehicles: adapters between a robot's topics and PX4, MAVROS or Crazyswarm2, whose messages are loaded lazily.

`pilot`, `offboard` and `setpoints` decide, without ROS; the bridges carry their decisions. What turns frames is in
`ros.frames`.
"""
