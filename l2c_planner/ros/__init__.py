"""One robot, one node: the planner on ROS 2; this room alone imports rclpy and messages.

Imports nothing itself: launch files read `fleet` and `names` where only Python and PyYAML are.
"""
